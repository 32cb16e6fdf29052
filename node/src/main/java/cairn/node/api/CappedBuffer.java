package cairn.node.api;

import java.io.OutputStream;
import java.util.Arrays;

/// A growing array of bytes with a limit. What would go beyond it is dropped and remembered, so
/// that no answer grows without bound.
final class CappedBuffer extends OutputStream {
  private final int maxBytes;
  private byte[] bytes;
  private int size;
  private boolean isOverflown;

  CappedBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = new byte[Math.min(512, maxBytes)];
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    if (isOverflown || length > maxBytes - size) {
      isOverflown = true;
      return;
    }
    if (length > bytes.length - size) {
      long doubled = Math.max(2L * bytes.length, (long) size + length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, maxBytes));
    }
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  boolean isOverflown() {
    return isOverflown;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
