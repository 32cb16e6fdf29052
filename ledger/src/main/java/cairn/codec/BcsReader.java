package cairn.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads values in BCS and refuses every encoding that is not the canonical one.
///
/// Each length is checked against the caller's maximum and against the bytes that are left before
/// anything is allocated. Every refusal is a [MalformedException]. Not thread-safe.
public final class BcsReader {
  private static final int MAX_ULEB_BYTES = 5;

  /// A list grows beyond this only as its elements are read: an element may take one byte on the
  /// wire and far more in memory.
  private static final int MAX_PREALLOCATED = 1024;

  private final byte[] bytes;
  private final int end;
  private int position;

  private BcsReader(byte[] bytes, int position, int end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /// A reader over the whole array, which the caller must not change while reading.
  public static BcsReader of(byte[] bytes) {
    return new BcsReader(bytes, 0, bytes.length);
  }

  /// Decodes one value that takes up all of `bytes`; trailing bytes are malformed. So is a value
  /// that its own type refuses: a constructor's [IllegalArgumentException] or [ArithmeticException]
  /// is about the bytes here, not about a bug.
  public static <T> T decode(byte[] bytes, Function<BcsReader, T> decoder) {
    return decodePrefix(
        bytes,
        reader -> {
          T value = decoder.apply(reader);
          reader.end();
          return value;
        });
  }

  /// Decodes one value that `bytes` begin with, and looks at nothing behind it.
  public static <T> T decodePrefix(byte[] bytes, Function<BcsReader, T> decoder) {
    try {
      return decoder.apply(of(bytes));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedException(String.valueOf(e.getMessage()));
    }
  }

  public int u8() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  public int u16() {
    return (int) littleEndian(2);
  }

  public long u32() {
    return littleEndian(4);
  }

  /// All 64 bits; values above `Long.MAX_VALUE` come back negative. See [#count64].
  public long u64() {
    return littleEndian(8);
  }

  /// A u64 that must fit a non-negative long, as heights, views and timestamps do.
  public long count64() {
    long value = u64();
    if (value < 0) {
      throw new MalformedException("u64 above 2^63-1");
    }
    return value;
  }

  public boolean bool() {
    int value = u8();
    if (value > 1) {
      throw new MalformedException("boolean is neither 0 nor 1");
    }
    return value == 1;
  }

  /// A length, at most `max`.
  public int length(int max) {
    long value = uleb();
    if (value > max) {
      throw new MalformedException("length " + value + " is above the maximum " + max);
    }
    return (int) value;
  }

  /// A variant tag below `variants`.
  public int variant(int variants) {
    long value = uleb();
    if (value >= variants) {
      throw new MalformedException("unknown variant " + value);
    }
    return (int) value;
  }

  public byte[] fixed(int count) {
    need(count);
    byte[] result = Arrays.copyOfRange(bytes, position, position + count);
    position += count;
    return result;
  }

  /// Bytes with their length before them, at most `max`.
  public byte[] bytes(int max) {
    return fixed(length(max));
  }

  /// A string of at most `maxBytes` bytes of well-formed UTF-8. What is not well-formed decodes to
  /// replacement characters, which encode to other bytes.
  public String string(int maxBytes) {
    byte[] utf8 = bytes(maxBytes);
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      throw new MalformedException("string is not UTF-8");
    }
    return text;
  }

  /// A list of at most `max` elements. Each element takes at least one byte, so a length above the
  /// bytes left is refused before the list is allocated.
  public <T> List<T> list(int max, Function<BcsReader, T> decoder) {
    int count = length(max);
    need(count);
    List<T> result = new ArrayList<>(Math.min(count, MAX_PREALLOCATED));
    for (int i = 0; i < count; i++) {
      result.add(decoder.apply(this));
    }
    return List.copyOf(result);
  }

  public <T> Optional<T> optional(Function<BcsReader, T> decoder) {
    return bool() ? Optional.of(decoder.apply(this)) : Optional.empty();
  }

  public int remaining() {
    return end - position;
  }

  public int position() {
    return position;
  }

  /// Checks that nothing is left.
  public void end() {
    if (position != end) {
      throw new MalformedException((end - position) + " trailing bytes");
    }
  }

  private long uleb() {
    long value = 0;
    for (int i = 0; i < MAX_ULEB_BYTES; i++) {
      int b = u8();
      value |= (long) (b & 0x7F) << (7 * i);
      if ((b & 0x80) == 0) {
        if (i > 0 && b == 0) {
          throw new MalformedException("ULEB128 is not minimal");
        }
        if (value > 0xFFFF_FFFFL) {
          throw new MalformedException("ULEB128 above 2^32-1");
        }
        return value;
      }
    }
    throw new MalformedException("ULEB128 longer than 5 bytes");
  }

  private long littleEndian(int width) {
    need(width);
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (bytes[position++] & 0xFFL) << (8 * i);
    }
    return value;
  }

  private void need(int count) {
    if (count > end - position) {
      throw new MalformedException(
          "needs " + count + " more bytes, " + (end - position) + " are left");
    }
  }
}
