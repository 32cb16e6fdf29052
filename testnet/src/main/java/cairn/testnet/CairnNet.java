package cairn.testnet;

import cairn.wallet.Output;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/// The network in a box, `net`.
@Command(
    name = "net",
    mixinStandardHelpOptions = true,
    versionProvider = CairnNet.Version.class,
    description = "A Cairn network of real nodes on this machine: start it, break it, load it.",
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      DemoCommand.class,
      LoadCommand.class,
      KillCommand.class,
      StartCommand.class,
      LogsCommand.class,
      DownCommand.class
    },
    footer = {
      "",
      "Exit status: 0 ok, 1 bug, 2 usage, 3 no connection, 9 unhealthy, 10 configuration, 130"
          + " interrupted."
    })
public final class CairnNet {
  private CairnNet() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs one command; the result is its exit status.
  public static int run(String... args) {
    CommandLine line = new CommandLine(new CairnNet());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(CairnNet::usage);
    if (args.length == 0) {
      line.usage(System.err);
      return NetException.USAGE;
    }
    return line.execute(args);
  }

  private static int usage(ParameterException e, String[] args) {
    String message = String.valueOf(e.getMessage());
    String joined = String.join(" ", args).replace('=', ' ');
    if (joined.contains("-o json") || joined.contains("--output json")) {
      new Output(System.out, System.err, true)
          .failure(NetException.USAGE, "USAGE", message, "See --help.");
      return NetException.USAGE;
    }
    PrintWriter err = e.getCommandLine().getErr();
    err.println("error: " + message);
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("       `" + name + " --help` tells more");
    return NetException.USAGE;
  }

  /// What `--version` prints.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CairnNet.class.getPackage().getImplementationVersion();
      String name = version == null ? "development" : version;
      return new String[] {"net " + name + ", Java " + Runtime.version().feature()};
    }
  }
}
