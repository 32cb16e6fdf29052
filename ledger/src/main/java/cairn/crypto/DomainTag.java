package cairn.crypto;

import java.nio.charset.StandardCharsets;

/// A domain tag in the form in which it goes before the hashed bytes, for a [Hasher]. Immutable.
public final class DomainTag {
  final byte[] prefix;

  private DomainTag(byte[] prefix) {
    this.prefix = prefix;
  }

  /// The tag of at most 255 ASCII characters that [Hash#tagged] takes as a string.
  public static DomainTag of(String tag) {
    byte[] ascii = tag.getBytes(StandardCharsets.US_ASCII);
    if (ascii.length > 255) {
      throw new IllegalArgumentException("domain tag longer than 255 bytes");
    }
    byte[] prefix = new byte[1 + ascii.length];
    prefix[0] = (byte) ascii.length;
    System.arraycopy(ascii, 0, prefix, 1, ascii.length);
    return new DomainTag(prefix);
  }
}
