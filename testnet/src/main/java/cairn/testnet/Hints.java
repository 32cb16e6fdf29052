package cairn.testnet;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What people are told to type next, so that it means the network that they meant.
///
/// @param directory of the network
/// @param usual the directory that is meant where none is named
record Hints(Path directory, Path usual) {
  private static final Pattern COMMAND = Pattern.compile("\\./testnet/net [a-z]+( ([0-9]+|I))?");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._-]+");

  /// The text, with `--dir` in each command of `net` where it is needed.
  String in(String text) {
    if (directory.toAbsolutePath().normalize().equals(usual.toAbsolutePath().normalize())) {
      return text;
    }
    String option = " --dir " + quoted(directory.toString());
    return COMMAND
        .matcher(text)
        .replaceAll(command -> Matcher.quoteReplacement(command.group() + option));
  }

  /// As a shell takes it for one word.
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
