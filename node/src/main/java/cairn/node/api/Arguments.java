package cairn.node.api;

import cairn.crypto.Hash;
import cairn.ledger.Height;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parameters of a call, bound to the names of its method. What is wrong with one is thrown as
/// an [RpcException] that names it.
final class Arguments {
  static final Arguments NONE = new Arguments(List.of(), new Params.Value[0]);

  private static final String HASH = "a hash of 64 hex digits";
  private static final String HEIGHT = "a height, as a string of decimal digits";
  private static final Params.Value NEWEST = new Params.Text("final");
  private static final int HASH_DIGITS = 2 * Hash.BYTES;

  private final List<String> names;
  private final Params.@Nullable Value[] values;

  private Arguments(List<String> names, Params.@Nullable Value[] values) {
    this.names = names;
    this.values = values;
  }

  static Arguments bind(RpcMethod method, Params params) {
    List<String> names = method.params();
    Params.@Nullable Value[] bound = new Params.@Nullable Value[names.size()];
    boolean isNamed = !params.names().isEmpty();
    if (!isNamed && params.values().size() > names.size()) {
      throw refused(
          method.wireName() + " takes at most " + names.size() + " params: " + names + ".");
    }
    for (int i = 0; i < params.values().size(); i++) {
      int place = isNamed ? names.indexOf(params.names().get(i)) : i;
      if (place < 0) {
        throw new RpcException(
            RpcError.unknownParam(method.wireName(), params.names().get(i), names));
      }
      Params.Value value = params.values().get(i);
      bound[place] = value instanceof Params.Null ? null : value;
    }
    return new Arguments(names, bound);
  }

  /// A text that must be there.
  String text(String name, String expected) {
    return switch (required(name, expected)) {
      case Params.Text(String text) -> text;
      case Params.Value other -> throw wrong(name, expected, other);
    };
  }

  /// A text that may be left out.
  Optional<String> optionalText(String name, String expected) {
    return value(name) == null ? Optional.empty() : Optional.of(text(name, expected));
  }

  /// A number from 1 to `most`, or `otherwise` where nothing was said.
  int count(String name, int otherwise, int most) {
    Params.Value value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Params.Whole(long number) && number >= 1 && number <= most) {
      return (int) number;
    }
    throw wrong(name, "a number from 1 to " + most, value);
  }

  /// Bytes as hex digits that must be there; upper case and a leading 0x are understood.
  byte[] bytes(String name, String expected) {
    String digits = withoutPrefix(text(name, expected));
    if (digits.isEmpty() || digits.length() % 2 != 0 || !isHex(digits)) {
      throw wrong(name, expected, required(name, expected));
    }
    return HexFormat.of().parseHex(digits);
  }

  Optional<byte[]> optionalBytes(String name, String expected) {
    return value(name) == null ? Optional.empty() : Optional.of(bytes(name, expected));
  }

  /// A hash that must be there.
  Hash hash(String name) {
    return parsedHash(text(name, HASH)).orElseThrow(() -> wrong(name, HASH, required(name, HASH)));
  }

  Optional<Hash> optionalHash(String name) {
    return value(name) == null ? Optional.empty() : Optional.of(hash(name));
  }

  Optional<Height> optionalHeight(String name) {
    Params.Value value = value(name);
    return value == null
        ? Optional.empty()
        : Optional.of(height(value).orElseThrow(() -> wrong(name, HEIGHT, value)));
  }

  /// A number as digits, which is what answers carry, or as a JSON integer; 0 where nothing was
  /// said.
  long digits(String name, String expected) {
    Params.Value value = value(name);
    return value == null
        ? 0
        : height(value).orElseThrow(() -> wrong(name, expected, value)).number();
  }

  /// Milliseconds from 0 to `most`, or `otherwise` where nothing was said.
  Duration millis(String name, Duration otherwise, Duration most) {
    Params.Value value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Params.Whole(long number) && number >= 0 && number <= most.toMillis()) {
      return Duration.ofMillis(number);
    }
    throw wrong(name, "a number of milliseconds from 0 to " + most.toMillis(), value);
  }

  /// What stands for a block: a hash, a height, or a word.
  sealed interface BlockName {
    record Newest() implements BlockName {}

    record ByHeight(Height height) implements BlockName {}

    record ByHash(Hash hash) implements BlockName {}
  }

  BlockName block(String name) {
    Params.Value value = value(name);
    if (value == null || value.equals(NEWEST)) {
      return new BlockName.Newest();
    }
    Optional<Hash> hash =
        value instanceof Params.Text(String text) ? parsedHash(text) : Optional.empty();
    return hash.<BlockName>map(BlockName.ByHash::new)
        .or(() -> height(value).map(BlockName.ByHeight::new))
        .orElseThrow(() ->
            wrong(
                name, "\"final\", a height in decimal digits, or a hash of 64 hex digits", value));
  }

  /// One of some words, the first where nothing was said.
  String word(String name, List<String> words) {
    Params.Value value = value(name);
    if (value == null) {
      return words.getFirst();
    }
    if (value instanceof Params.Text(String text) && words.contains(text)) {
      return text;
    }
    throw wrong(name, "one of " + String.join(", ", words), value);
  }

  private Params.@Nullable Value value(String name) {
    return values[names.indexOf(name)];
  }

  private Params.Value required(String name, String expected) {
    Params.Value value = value(name);
    if (value == null) {
      throw new RpcException(RpcError.missingParam(name, expected));
    }
    return value;
  }

  private static Optional<Hash> parsedHash(String text) {
    String digits = withoutPrefix(text);
    return digits.length() == HASH_DIGITS && isHex(digits)
        ? Optional.of(Hash.parse(digits))
        : Optional.empty();
  }

  /// A height as digits, which is what answers carry, or as a JSON integer.
  private static Optional<Height> height(Params.Value value) {
    return switch (value) {
      case Params.Whole(long number) when number >= 0 -> Optional.of(new Height(number));
      case Params.Text(String text) when isHeight(text) ->
          Optional.of(new Height(Long.parseLong(text)));
      case Params.Whole _, Params.Text _, Params.Flag _, Params.Null _, Params.Other _ ->
          Optional.empty();
    };
  }

  private static boolean isHeight(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && (text.length() == 1 || text.charAt(0) != '0');
  }

  private static boolean isHex(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (!HexFormat.isHexDigit(digits.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static String withoutPrefix(String text) {
    return text.startsWith("0x") ? text.substring(2) : text;
  }

  private static RpcException wrong(String name, String expected, Params.Value actual) {
    return new RpcException(RpcError.invalidParam(name, expected, actual.shown()));
  }

  private static RpcException refused(String sentence) {
    return new RpcException(RpcError.invalidParams(sentence));
  }
}
