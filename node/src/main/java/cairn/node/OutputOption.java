package cairn.node;

import java.util.List;
import java.util.Optional;

/// What `--output` says, found without parsing the rest: the form of an error must be known where
/// the command line itself is wrong.
final class OutputOption {
  static final String TEXT = "text";
  static final String JSON = "json";
  static final List<String> FORMS = List.of(TEXT, JSON);

  private OutputOption() {}

  /// The value given last, in any of the ways `-o V`, `-oV`, `-o=V`, `--output V` and `--output=V`;
  /// empty if there is none.
  static Optional<String> value(String... arguments) {
    Optional<String> last = Optional.empty();
    for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
      String argument = arguments[i];
      if (argument.equals("-o") || argument.equals("--output")) {
        last = i + 1 < arguments.length ? Optional.of(arguments[++i]) : last;
      } else if (argument.startsWith("--output=")) {
        last = Optional.of(argument.substring("--output=".length()));
      } else if (argument.startsWith("-o")) {
        String rest = argument.substring("-o".length());
        last = Optional.of(rest.startsWith("=") ? rest.substring(1) : rest);
      }
    }
    return last;
  }
}
