package cairn.crypto;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.util.Arrays;
import java.util.HexFormat;

/// An Ed25519 signature: its 64 bytes as they travel. Whether they mean anything is decided by
/// [Ed25519#verify].
public final class Signature implements Comparable<Signature> {
  public static final int BYTES = 64;

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Signature of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + bytes.length);
    }
    return new Signature(bytes.clone());
  }

  /// Parses hex digits; throws [IllegalArgumentException] for anything else.
  public static Signature parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public static Signature read(BcsReader reader) {
    return new Signature(reader.fixed(BYTES));
  }

  public void write(BcsWriter writer) {
    writer.fixed(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(Signature other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
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
