package cairn.testnet;

import cairn.disk.DiskException;
import cairn.ledger.store.StoreException;
import cairn.node.ExitCode;
import cairn.node.RefusedException;
import cairn.wallet.CommandFailure;
import cairn.wallet.KeyFileException;
import cairn.wallet.NodeException;
import cairn.wallet.NodeFailures;
import cairn.wallet.Output;
import cairn.wallet.OutputFormat;
import cairn.wallet.Symbols;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
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
  Path directory = usualDirectory();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "How the result is printed on stdout (default: text).")
  OutputFormat format = OutputFormat.TEXT;

  /// Does the work and returns the exit status; throws [NetException] where it cannot.
  abstract int run(Output output);

  @Override
  public final Integer call() {
    Output output = new Output(System.out, System.err, format, symbols());
    try {
      return run(output);
    } catch (NetException e) {
      return failed(output, e.exitCode(), e.text(), e.hint());
    } catch (RefusedException e) {
      return failed(output, e.code(), capital(sentence(e)), e.hint());
    } catch (KeyFileException e) {
      return failed(output, ExitCode.KEY_OR_PASSWORD, capital(sentence(e)), "");
    } catch (StoreException | DiskException | UncheckedIOException e) {
      String hint = "Is the disk full, and may you write to " + directory + "?";
      return failed(output, ExitCode.CONFIGURATION, sentence(e), hint);
    } catch (NodeException e) {
      return failed(output, e);
    }
  }

  final boolean isJson() {
    return format == OutputFormat.JSON;
  }

  final Console console() {
    return new Console(System.err, isJson(), symbols());
  }

  final Hints hints() {
    return new Hints(directory, usualDirectory());
  }

  private static Path usualDirectory() {
    return Path.of(System.getenv().getOrDefault("CAIRN_NET_DIR", ".cairn-net"));
  }

  private static Symbols symbols() {
    return Symbols.of(System.err, System.getenv());
  }

  private int failed(Output output, ExitCode code, String sentence, String hint) {
    output.failure(code.number(), code.name(), hints().in(sentence), hints().in(hint));
    return code.number();
  }

  private int failed(Output output, NodeException e) {
    return switch (e) {
      case NodeException.Refused _ -> {
        CommandFailure failure = NodeFailures.failure(e);
        int exit = failure.exitCode().number();
        output.failure(exit, failure.code(), "A node refused: " + failure.text(), failure.hint());
        yield exit;
      }
      case NodeException.Unreachable _, NodeException.Garbled _ ->
          failed(
              output,
              ExitCode.NO_CONNECTION,
              "A node did not answer as it should: " + e.text() + ".",
              "`./testnet/net status` shows how the network is.");
    };
  }

  private static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private static String sentence(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    return text.endsWith(".") ? text : text + ".";
  }
}
