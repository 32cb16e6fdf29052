package cairn.codec;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/// A decoder under test, with the encoder that belongs to it.
///
/// @param type of the values
/// @param decode refuses by [MalformedException] and by nothing else
public record Decoder(
    String name, Type type, Function<byte[], Object> decode, Function<Object, byte[]> encode) {
  public static <T> Decoder of(
      String name, Class<T> type, Function<byte[], T> decode, Function<T, byte[]> encode) {
    return new Decoder(name, type, decode::apply, value -> encode.apply(type.cast(value)));
  }

  /// The value of these bytes, or why they are malformed. Fails unless it is one of the two: a
  /// value that encodes to the same bytes again, or a refusal.
  public Outcome check(byte[] bytes) {
    Object value;
    byte[] again;
    try {
      value = decode.apply(bytes.clone());
      again = encode.apply(value);
    } catch (MalformedException e) {
      return new Outcome(Optional.empty(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(name + " of " + HexFormat.of().formatHex(bytes), e);
    }
    if (!Arrays.equals(bytes, again)) {
      HexFormat hex = HexFormat.of();
      throw new AssertionError(
          name + " of " + hex.formatHex(bytes) + " encodes to " + hex.formatHex(again));
    }
    return new Outcome(Optional.of(value), "");
  }

  /// The bytes of a value, which decode to an equal one.
  public byte[] checkValue(Object value) {
    byte[] bytes = encode.apply(value);
    Object again = check(bytes).value().orElseThrow(() -> new AssertionError(name + ": " + value));
    if (!value.equals(again) && definesEquality(value.getClass())) {
      throw new AssertionError(name + " of " + value + " gives " + again);
    }
    return bytes;
  }

  /// What bytes came to.
  ///
  /// @param refusal empty if there is a value
  public record Outcome(Optional<Object> value, String refusal) {}

  private static boolean definesEquality(Class<?> type) {
    return type.isRecord()
        || Arrays.stream(type.getDeclaredMethods()).anyMatch(m -> m.getName().equals("equals"));
  }

  @Override
  public String toString() {
    return name;
  }
}
