package cairn.wallet;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A duration as people type it: `500ms`, `60s`, `10m`, `2h`.
record DurationText(Duration value) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  /// Thirty days: nobody waits longer, and in nanoseconds it fits a long.
  private static final Duration LONGEST = Duration.ofDays(30);

  /// Makes picocli read it.
  static final class Converter implements ITypeConverter<DurationText> {
    @Override
    public DurationText convert(String text) {
      return parse(text);
    }
  }

  static DurationText parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a duration like 500ms, 60s or 10m");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration value =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    if (value.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than 720h, the most there is");
    }
    return new DurationText(value);
  }
}
