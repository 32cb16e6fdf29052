package cairn.wallet;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Which symbols a line for people may have: all, or, where nobody may be able to read them, their
/// names in ASCII.
///
/// @param isPlain whether only ASCII is used
public record Symbols(boolean isPlain) {
  /// Plain without a terminal that takes UTF-8, and where `NO_COLOR` is set.
  public static Symbols of(PrintStream stream, Map<String, String> environment) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
    return new Symbols(
        !isTerminal
            || !stream.charset().equals(StandardCharsets.UTF_8)
            || environment.containsKey("NO_COLOR"));
  }

  public String line(String text) {
    return isPlain
        ? text.replace("✓", "ok").replace("→", "->").replace("…", "..").replace("·", "-")
        : text;
  }
}
