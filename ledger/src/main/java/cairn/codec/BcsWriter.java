package cairn.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Writes values in BCS: little-endian fixed-width integers, ULEB128 lengths and variant tags,
/// fields in order.
///
/// Not thread-safe: one writer belongs to one encoding. Arguments out of range are our own bugs and
/// throw [IllegalArgumentException].
public final class BcsWriter {
  private static final int INITIAL_CAPACITY = 128;

  private byte[] buffer;
  private int size;

  public BcsWriter() {
    this(INITIAL_CAPACITY);
  }

  /// A writer with room for `capacity` bytes before it has to grow.
  public BcsWriter(int capacity) {
    this.buffer = new byte[Math.max(16, capacity)];
  }

  public BcsWriter u8(int value) {
    requireRange(value, 0xFF);
    ensure(1);
    buffer[size++] = (byte) value;
    return this;
  }

  public BcsWriter u16(int value) {
    requireRange(value, 0xFFFF);
    return littleEndian(value, 2);
  }

  public BcsWriter u32(long value) {
    requireRange(value, 0xFFFF_FFFFL);
    return littleEndian(value, 4);
  }

  /// Writes all 64 bits; values above `Long.MAX_VALUE` are passed as negative longs.
  public BcsWriter u64(long value) {
    return littleEndian(value, 8);
  }

  public BcsWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  /// Writes a length or a variant tag.
  public BcsWriter uleb(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative ULEB128 value " + value);
    }
    int rest = value;
    while (rest >= 0x80) {
      u8((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return u8(rest);
  }

  /// Writes bytes whose number the type fixes: no length goes before them.
  public BcsWriter fixed(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  /// Writes bytes with their length before them.
  public BcsWriter bytes(byte[] bytes) {
    return uleb(bytes.length).fixed(bytes);
  }

  /// Writes a string as its UTF-8 bytes with their length before them. An unpaired surrogate has no
  /// UTF-8 form: what would be written is another text.
  public BcsWriter string(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException("unpaired surrogate at " + i);
      }
    }
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes a list: its length, then each element in order.
  public <T> BcsWriter list(Collection<T> elements, BiConsumer<BcsWriter, ? super T> encoder) {
    uleb(elements.size());
    for (T element : elements) {
      encoder.accept(this, element);
    }
    return this;
  }

  /// Writes 0, or 1 and the value.
  public <T> BcsWriter optional(Optional<T> value, BiConsumer<BcsWriter, ? super T> encoder) {
    bool(value.isPresent());
    value.ifPresent(present -> encoder.accept(this, present));
    return this;
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  private BcsWriter littleEndian(long value, int width) {
    ensure(width);
    for (int i = 0; i < width; i++) {
      buffer[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
    }
  }

  private static void requireRange(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("value " + value + " is not in 0.." + max);
    }
  }
}
