package cairn.testnet;

import cairn.node.ExitCode;
import cairn.wallet.UsageErrors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

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
      "Exit status: 0 ok, 1 bug, 2 usage, 3 no connection, 8 key or password, 9 unhealthy,",
      "10 configuration, 11 not accepted (may be tried again as it is), 130 interrupted."
    })
public final class CairnNet {
  private CairnNet() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs one command; the result is its exit status.
  public static int run(String... args) {
    CommandLine line = new CommandLine(new CairnNet());
    UsageErrors.prepared(line);
    if (args.length == 0) {
      line.usage(System.err);
      return ExitCode.USAGE.number();
    }
    return line.execute(args);
  }

  static String version() {
    String version = CairnNet.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version.replace("-SNAPSHOT", "");
  }

  /// What `--version` prints.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"net " + version() + ", Java " + Runtime.version().feature()};
    }
  }
}
