package cairn.wallet;

import cairn.ledger.TransactionId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn wait TX`: waits for the end of a transaction and says which one it was, by exit status
/// too.
@Command(name = "wait", description = "Wait for the end of a transaction.")
final class WaitCommand extends WalletCommand {
  @Parameters(paramLabel = "TX", description = "A transaction id: 64 hex digits.")
  String id = "";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long to wait (default: 30s).")
  DurationText timeout = new DurationText(Duration.ofSeconds(30));

  WaitCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  void run(Output output) {
    TransactionId transaction;
    try {
      transaction = TransactionId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "BAD_ID",
          "'" + id + "' is no transaction id: " + e.getMessage() + ".",
          "It is what `cairn send` printed.");
    }
    try (NodeClient node = options.client();
        Interruption _ = Interruption.watch(transaction, output)) {
      // A node that cannot be asked at all says nothing of the transaction.
      node.transaction(transaction);
      Optional<ProvedAnswers> proofs = ProvedAnswers.open(options, node, output);
      new Ending(node, output, proofs, Optional.empty())
          .await(transaction, timeout.value(), OptionalLong.empty());
    }
  }
}
