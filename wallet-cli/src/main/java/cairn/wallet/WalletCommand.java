package cairn.wallet;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A command of the wallet: runs, prints one result, and turns what failed into words and an exit
/// status.
abstract sealed class WalletCommand implements Callable<Integer>
    permits BalanceCommand, ListCommand, NewCommand, SendCommand, ShowCommand, WaitCommand {
  @Mixin final GlobalOptions options;

  WalletCommand(GlobalOptions options) {
    this.options = options;
  }

  /// Does the work; throws [CommandFailure], [KeyFileException] or [NodeException] where it cannot.
  abstract void run(Output output);

  @Override
  public final Integer call() {
    Output output = options.output();
    try {
      run(output);
      return ExitCode.OK.number();
    } catch (CommandFailure e) {
      return failed(output, e);
    } catch (KeyFileException e) {
      String why = String.valueOf(e.getMessage());
      return failed(output, new CommandFailure(ExitCode.KEY_OR_PASSWORD, "KEY_FILE", why, ""));
    } catch (NodeException e) {
      return failed(output, NodeFailures.failure(e));
    }
  }

  private static int failed(Output output, CommandFailure failure) {
    int exitCode = failure.exitCode().number();
    output.failure(exitCode, failure.code(), failure.text(), failure.hint());
    return exitCode;
  }
}
