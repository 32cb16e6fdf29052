package cairn.wallet;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What a command line that cannot be understood is answered with, in the form that it asked for.
public final class UsageErrors {
  private UsageErrors() {}

  /// Tells what is wrong; the result is the exit status.
  public static int report(ParameterException e, String[] arguments) {
    String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    if (isJson(arguments)) {
      new Output(System.out, System.err, OutputFormat.JSON, new Symbols(true))
          .failure(ExitCode.USAGE.number(), "USAGE", message, "See --help.");
      return ExitCode.USAGE.number();
    }
    PrintWriter err = e.getCommandLine().getErr();
    err.println("error: " + message);
    suggestion(e)
        .ifPresentOrElse(
            name -> err.println("       Did you mean `" + name + "`?"),
            () -> CommandLine.UnmatchedArgumentException.printSuggestions(e, err));
    err.println(
        "       `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help` tells more");
    return ExitCode.USAGE.number();
  }

  /// Prepares `line` to be run with these commands, each of which tells of itself by `--help`.
  public static CommandLine prepared(CommandLine line) {
    line.getSubcommands()
        .values()
        .forEach(command ->
            command
                .getCommandSpec()
                .versionProvider(line.getCommandSpec().versionProvider())
                .mixinStandardHelpOptions(true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(UsageErrors::report);
    return line;
  }

  /// The command that was meant where one of at most two slips of the keyboard from it was typed.
  private static Optional<String> suggestion(ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return Optional.empty();
    }
    String typed = unmatched.getUnmatched().getFirst();
    return e.getCommandLine().getSubcommands().keySet().stream()
        .filter(name -> slips(typed, name) <= 2)
        .min(Comparator.comparingInt(name -> slips(typed, name)));
  }

  /// How many letters were left out, put in, replaced or exchanged with the next one.
  private static int slips(String typed, String meant) {
    int[][] count = new int[typed.length() + 1][meant.length() + 1];
    for (int i = 0; i <= typed.length(); i++) {
      for (int j = 0; j <= meant.length(); j++) {
        if (i == 0 || j == 0) {
          count[i][j] = i + j;
          continue;
        }
        int replaced = typed.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1;
        int least = Math.min(count[i - 1][j], count[i][j - 1]) + 1;
        count[i][j] = Math.min(least, count[i - 1][j - 1] + replaced);
        if (i > 1
            && j > 1
            && typed.charAt(i - 1) == meant.charAt(j - 2)
            && typed.charAt(i - 2) == meant.charAt(j - 1)) {
          count[i][j] = Math.min(count[i][j], count[i - 2][j - 2] + 1);
        }
      }
    }
    return count[typed.length()][meant.length()];
  }

  private static boolean isJson(String[] arguments) {
    String joined = String.join(" ", arguments).replace('=', ' ').toLowerCase(Locale.ROOT);
    return joined.contains("-o json")
        || joined.contains("-ojson")
        || joined.contains("--output json");
  }
}
