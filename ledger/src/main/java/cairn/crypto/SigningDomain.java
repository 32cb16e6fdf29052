package cairn.crypto;

import java.nio.charset.StandardCharsets;

/// What stands before every signed payload: `tag ‖ genesis hash`, so that a signature can be
/// replayed neither on another network nor as another kind of message.
///
/// Tags are prefix-free: each is a name of visible ASCII characters, and a zero byte ends it.
public record SigningDomain(String tag, Hash genesis) {
  public SigningDomain {
    if (tag.isEmpty() || tag.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("a tag has visible ASCII characters only");
    }
  }

  /// The bytes to sign for a payload in BCS.
  public byte[] message(byte[] payload) {
    byte[] tagBytes = tag.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[tagBytes.length + 1 + Hash.BYTES + payload.length];
    System.arraycopy(tagBytes, 0, message, 0, tagBytes.length);
    System.arraycopy(genesis.bytes(), 0, message, tagBytes.length + 1, Hash.BYTES);
    System.arraycopy(payload, 0, message, tagBytes.length + 1 + Hash.BYTES, payload.length);
    return message;
  }
}
