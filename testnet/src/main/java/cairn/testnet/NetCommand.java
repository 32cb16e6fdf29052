package cairn.testnet;

import cairn.wallet.NodeException;
import cairn.wallet.Output;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/// A command of `net`: does its work, prints one result, and turns what failed into words and an
/// exit status.
abstract sealed class NetCommand implements Callable<Integer>
    permits DemoCommand,
        DownCommand,
        KillCommand,
        LoadCommand,
        LogsCommand,
        StartCommand,
        StatusCommand,
        UpCommand {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The directory of the network (CAIRN_NET_DIR; default: ./.cairn-net).")
  Path directory = Path.of(System.getenv().getOrDefault("CAIRN_NET_DIR", ".cairn-net"));

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "How the result is printed on stdout (default: text).")
  Format format = Format.TEXT;

  /// How results are printed.
  enum Format {
    TEXT,
    JSON
  }

  /// Does the work and returns the exit status; throws [NetException] where it cannot.
  abstract int run(Output output);

  @Override
  public final Integer call() {
    Output output = new Output(System.out, System.err, isJson());
    try {
      return run(output);
    } catch (NetException e) {
      output.failure(e.exitCode(), code(e.exitCode()), e.text(), e.hint());
      return e.exitCode();
    } catch (NodeException e) {
      output.failure(
          NetException.NO_CONNECTION,
          code(NetException.NO_CONNECTION),
          "A node did not answer as it should: " + e.text() + ".",
          "`./testnet/net status` shows how the network is.");
      return NetException.NO_CONNECTION;
    }
  }

  final boolean isJson() {
    return format == Format.JSON;
  }

  final Console console() {
    return new Console(System.err, isJson(), System.getenv("NO_COLOR") != null);
  }

  private static String code(int exitCode) {
    return switch (exitCode) {
      case NetException.USAGE -> "USAGE";
      case NetException.NO_CONNECTION -> "NO_CONNECTION";
      case NetException.UNHEALTHY -> "UNHEALTHY";
      default -> "CONFIGURATION";
    };
  }
}
