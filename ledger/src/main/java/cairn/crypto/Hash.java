package cairn.crypto;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256 hash: 32 bytes, shown as 64 lower-case hex digits.
///
/// Every hash of Cairn's carries a domain tag, `SHA-256(tag-length ‖ tag ‖ bytes)` with a tag
/// length of one byte, so that no value of one kind can stand for a value of another.
public final class Hash implements Comparable<Hash> {
  public static final int BYTES = 32;
  public static final Hash ZERO = new Hash(new byte[BYTES]);

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The hash with the given 32 bytes.
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /// Hashes the concatenation of `parts` under a domain tag of at most 255 ASCII characters.
  public static Hash tagged(String tag, byte[]... parts) {
    MessageDigest digest = Sha256.digest();
    byte[] tagBytes = tag.getBytes(StandardCharsets.US_ASCII);
    if (tagBytes.length > 255) {
      throw new IllegalArgumentException("domain tag longer than 255 bytes");
    }
    digest.update((byte) tagBytes.length);
    digest.update(tagBytes);
    for (byte[] part : parts) {
      digest.update(part);
    }
    return new Hash(digest.digest());
  }

  /// The plain SHA-256 of `bytes`, for values that other systems hash too; everything of Cairn's
  /// own is [#tagged].
  public static Hash plain(byte[] bytes) {
    return new Hash(Sha256.digest().digest(bytes));
  }

  /// Parses 64 hex digits; throws [IllegalArgumentException] for anything else.
  public static Hash parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("a hash has 64 hex digits, not " + hex.length());
    }
    return new Hash(HexFormat.of().parseHex(hex));
  }

  public static Hash read(BcsReader reader) {
    return new Hash(reader.fixed(BYTES));
  }

  public void write(BcsWriter writer) {
    writer.fixed(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// The hash whose 32 bytes stand at `offset`.
  public static Hash at(byte[] bytes, int offset) {
    return new Hash(Arrays.copyOfRange(bytes, offset, offset + BYTES));
  }

  /// Writes the 32 bytes to `offset`.
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  /// The first `count` bytes.
  public byte[] prefix(int count) {
    return Arrays.copyOf(bytes, Math.min(count, BYTES));
  }

  /// The nibble (0..15) at `index` (0..63), the most significant first.
  public int nibble(int index) {
    int b = bytes[index >> 1];
    return (index & 1) == 0 ? (b >> 4) & 0xF : b & 0xF;
  }

  /// The bit (0 or 1) at `index` (0..255), the most significant first.
  public int bit(int index) {
    return (bytes[index >> 3] >> (7 - (index & 7))) & 1;
  }

  /// The first 8 hex digits, for logs.
  public String abbreviated() {
    return HexFormat.of().formatHex(bytes, 0, 4);
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return (bytes[0] & 0xFF) << 24
        | (bytes[1] & 0xFF) << 16
        | (bytes[2] & 0xFF) << 8
        | (bytes[3] & 0xFF);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  /// Without a copy: the array must be the caller's own and never change again.
  static Hash ofDigest(byte[] digest) {
    return new Hash(digest);
  }

  void update(MessageDigest digest) {
    digest.update(bytes);
  }
}
