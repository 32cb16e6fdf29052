package cairn.crypto;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.util.Arrays;
import java.util.HexFormat;

/// An Ed25519 public key: its 32 bytes as they travel. Whether they mean anything is decided by
/// [Ed25519#verify].
public final class PublicKey implements Comparable<PublicKey> {
  public static final int BYTES = 32;

  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static PublicKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
    }
    return new PublicKey(bytes.clone());
  }

  /// Parses hex digits; throws [IllegalArgumentException] for anything else.
  public static PublicKey parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public static PublicKey read(BcsReader reader) {
    return new PublicKey(reader.fixed(BYTES));
  }

  public void write(BcsWriter writer) {
    writer.fixed(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(PublicKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
