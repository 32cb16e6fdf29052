package cairn.wallet;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A duration as people type it: `500ms`, `60s`, `10m`, `2h`.
record DurationText(Duration value) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

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
    return new DurationText(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        });
  }
}
