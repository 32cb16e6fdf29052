package cairn.codec;

import java.util.Arrays;
import java.util.HexFormat;

/// A sequence of bytes as a value: it never changes, and equals another with the same bytes. Shown
/// as lower-case hex.
public final class Bytes {
  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  public static Bytes read(BcsReader reader, int max) {
    return new Bytes(reader.bytes(max));
  }

  public void write(BcsWriter writer) {
    writer.bytes(bytes);
  }

  public int size() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
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
