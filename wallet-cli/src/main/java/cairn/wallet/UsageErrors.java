package cairn.wallet;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What a command line that cannot be understood is answered with, in the form that it asked for.
public final class UsageErrors {
  private UsageErrors() {}

  /// Tells what is wrong; the result is the exit status.
  public static int report(ParameterException e, String[] arguments) {
    String message = String.valueOf(e.getMessage());
    if (isJson(arguments)) {
      new Output(System.out, System.err, OutputFormat.JSON, new Symbols(true))
          .failure(ExitCode.USAGE.number(), "USAGE", message, "See --help.");
      return ExitCode.USAGE.number();
    }
    PrintWriter err = e.getCommandLine().getErr();
    err.println("error: " + message);
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println(
        "       `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help` tells more");
    return ExitCode.USAGE.number();
  }

  /// Prepares `line` to be run with these commands.
  public static CommandLine prepared(CommandLine line) {
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(UsageErrors::report);
    return line;
  }

  private static boolean isJson(String[] arguments) {
    String joined = String.join(" ", arguments).replace('=', ' ').toLowerCase(Locale.ROOT);
    return joined.contains("-o json")
        || joined.contains("-ojson")
        || joined.contains("--output json");
  }
}
