package cairn.wallet;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The wallet `cairn`.
@Command(
    name = "cairn",
    mixinStandardHelpOptions = true,
    versionProvider = CairnWallet.Version.class,
    description = "Keys, payments and answers of a Cairn ledger.",
    footer = {
      "",
      "Exit status: 0 ok, 1 bug, 2 usage, 3 no connection, 4 rejected, 5 expired, 6 outcome"
          + " unknown,",
      "7 not found, 8 key or password, 10 other network, 11 not accepted (may be sent again as it"
          + " is), 130 interrupted."
    })
public final class CairnWallet {
  private CairnWallet() {}

  public static void main(String[] args) {
    System.exit(run(System.getenv(), args));
  }

  /// Runs one command; the result is its exit status.
  static int run(Map<String, String> environment, String... args) {
    CommandLine line = new CommandLine(new CairnWallet());
    line.addSubcommand(new NewCommand(new GlobalOptions(environment)));
    line.addSubcommand(new ListCommand(new GlobalOptions(environment)));
    line.addSubcommand(new BalanceCommand(new GlobalOptions(environment)));
    line.addSubcommand(new SendCommand(new GlobalOptions(environment)));
    line.addSubcommand(new WaitCommand(new GlobalOptions(environment)));
    line.addSubcommand(new ShowCommand(new GlobalOptions(environment)));
    // Both reach the commands that are there by now.
    line.registerConverter(DurationText.class, new DurationText.Converter());
    UsageErrors.prepared(line);
    if (args.length == 0) {
      line.usage(System.err);
      return ExitCode.USAGE.number();
    }
    return line.execute(args);
  }

  /// What `--version` prints.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CairnWallet.class.getPackage().getImplementationVersion();
      return new String[] {
        "cairn "
            + (version == null ? "development" : version.replace("-SNAPSHOT", ""))
            + ", Java "
            + Runtime.version().feature()
      };
    }
  }
}
