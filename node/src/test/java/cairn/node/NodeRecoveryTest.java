package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionStatus;
import cairn.node.api.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that begin with nothing, over real sockets and files.
class NodeRecoveryTest {
  private static final PublicKey RECIPIENT = LocalNodes.key(5_000).publicKey();

  @TempDir Path folder;

  @Test
  void aValidatorFetchesTheLedgerAgainOnceItsDamagedStoreIsMovedAway() throws IOException {
    try (LocalNodes nodes = LocalNodes.create(folder, 4, 1)) {
      nodes.startAll();
      makeFinal(nodes, nodes.transfer(0, 0, RECIPIENT, 7));
      nodes.stop(3);
      Path ledger = nodes.home(3).resolve("data/ledger");
      Files.writeString(ledger.resolve("CURRENT"), "rubbish\n");

      var refusal = assertThrows(RefusedException.class, () -> nodes.start(3));
      Files.move(ledger, folder.resolve("damaged"));
      nodes.start(3);

      String sentence = String.valueOf(refusal.getMessage());
      assertTrue(sentence.contains("`cairnd repair`"), sentence);
      assertTrue(sentence.contains(nodes.home(3).toString()), sentence);
      assertEquals(ExitCode.UNHEALTHY, refusal.code());
      makeFinal(nodes, nodes.transfer(0, 1, RECIPIENT, 7));
      assertEquals(Amount.of(14), nodes.node(3).account(RECIPIENT).balance());
    }
  }

  @Test
  void anObserverFollowsThreeValidatorsAndPassesTransactionsOn() {
    try (LocalNodes nodes = LocalNodes.create(folder, 3, 1)) {
      nodes.startAll();
      makeFinal(nodes, nodes.transfer(0, 0, RECIPIENT, 5));

      int observer = nodes.addObserver();
      nodes.start(observer);
      Transaction second = nodes.transfer(0, 1, RECIPIENT, 6);
      assertInstanceOf(Submission.Taken.class, nodes.submit(observer, second));

      assertInstanceOf(TransactionStatus.Final.class, nodes.awaitEnd(observer, second).status());
      assertEquals(Optional.empty(), nodes.node(observer).status().validatorKey());
      assertEquals(Amount.of(11), nodes.node(observer).account(RECIPIENT).balance());
    }
  }

  /// Submits to the first node, and waits until it is final at all.
  private static void makeFinal(LocalNodes nodes, Transaction transaction) {
    nodes.submit(0, transaction);
    for (int i = 0; i < nodes.size(); i++) {
      assertInstanceOf(
          TransactionStatus.Final.class, nodes.awaitEnd(i, transaction).status(), "node " + i);
    }
  }
}
