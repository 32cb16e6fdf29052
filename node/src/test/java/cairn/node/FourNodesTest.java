package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionStatus;
import cairn.node.api.ChainHead;
import cairn.node.api.Submission;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four validators over real sockets and files.
class FourNodesTest {
  private static final PublicKey RECIPIENT = LocalNodes.key(5_000).publicKey();

  @TempDir Path folder;

  @Test
  void makesATransferFinalOnAllFourAlsoAfterOneWasRestarted() {
    try (LocalNodes nodes = LocalNodes.create(folder, 4, 2)) {
      nodes.startAll();
      for (int i = 0; i < 4; i++) {
        nodes.awaitHeight(i, new Height(1));
      }

      Transaction first = nodes.transfer(0, 0, RECIPIENT, 12_500_000);
      assertInstanceOf(Submission.Taken.class, nodes.submit(1, first));
      assertFinalEverywhere(nodes, first);

      nodes.stop(2);
      Transaction second = nodes.transfer(0, 1, RECIPIENT, 1);
      nodes.submit(0, second);
      assertInstanceOf(TransactionStatus.Final.class, nodes.awaitEnd(3, second).status());

      nodes.start(2);
      Transaction third = nodes.transfer(0, 2, RECIPIENT, 1);
      nodes.submit(3, third);
      assertFinalEverywhere(nodes, third);
      for (int i = 0; i < 4; i++) {
        assertEquals(Amount.of(12_500_002), nodes.node(i).account(RECIPIENT).balance());
      }
      assertOneState(nodes);
    }
  }

  private static void assertFinalEverywhere(LocalNodes nodes, Transaction transaction) {
    for (int i = 0; i < nodes.size(); i++) {
      assertInstanceOf(
          TransactionStatus.Final.class, nodes.awaitEnd(i, transaction).status(), "node " + i);
    }
  }

  private static void assertOneState(LocalNodes nodes) {
    Height height = nodes.node(0).head().height();
    Set<Object> ids = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      ChainHead head = nodes.awaitHeight(i, height);
      ids.add(nodes.node(i).block(height).orElseThrow().id());
    }
    assertEquals(1, ids.size(), "all have the same block");
  }
}
