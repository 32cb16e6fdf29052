package cairn.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.p2p.NodeId;
import org.junit.jupiter.api.Test;

/// Who may still answer.
class OpenRequestsTest {
  private final OpenRequests open = new OpenRequests();

  @Test
  void aPeerThatWasNotAskedOwesNothing() {
    open.opened(peer(1));

    assertFalse(open.isAnswer(peer(2)));
  }

  @Test
  void everyRequestMayBeAnsweredOnce() {
    open.opened(peer(1));
    open.opened(peer(1));

    assertTrue(open.isAnswer(peer(1)));
    assertTrue(open.isAnswer(peer(1)));
    assertFalse(open.isAnswer(peer(1)));
  }

  @Test
  void forgetsThoseThatWereAskedTheLongestTimeAgo() {
    for (int i = 0; i < 5_000; i++) {
      open.opened(peer(i));
      open.opened(peer(0));
    }

    assertTrue(open.isAnswer(peer(0)));
    assertFalse(open.isAnswer(peer(1)));
    assertTrue(open.isAnswer(peer(4_999)));
  }

  private static NodeId peer(int number) {
    return new NodeId(Hash.tagged("test", new byte[] {(byte) number, (byte) (number >> 8)}));
  }
}
