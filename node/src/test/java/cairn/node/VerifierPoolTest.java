package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.p2p.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/// The order and the bounds of [VerifierPool].
class VerifierPoolTest {
  private static final long MIB = 1 << 20;

  private final List<Runnable> calls = new ArrayList<>();
  private final Executor workers = calls::add;
  private final VerifierPool pool = new VerifierPool(workers);
  private final List<String> done = new ArrayList<>();

  @Test
  void doesVotesFirstThenBlocksThatHaveBegunThenBlocksThenTheRestByTurns() {
    pool.answer(peer(1), 0, () -> done.add("answer 1"));
    pool.answer(peer(1), 0, () -> done.add("answer 2"));
    pool.verifyReceived(peer(1), 0, () -> done.add("received 1"));
    pool.verifyReceived(peer(1), 0, () -> done.add("received 2"));
    pool.verifySubmitted(0, () -> done.add("submitted"));
    pool.verifyBlock(peer(1), 0, () -> done.add("block"));
    pool.verifyPart(() -> done.add("part"));
    pool.verifyVote(peer(1), 0, () -> done.add("vote"));

    calls.forEach(Runnable::run);

    assertEquals(
        List.of(
            "vote",
            "part",
            "block",
            "submitted",
            "received 1",
            "answer 1",
            "received 2",
            "answer 2"),
        done);
  }

  @Test
  void aPeerWithTooManyVotesLosesItsOwnOldest() {
    pool.verifyVote(peer(2), 200, () -> done.add("other"));
    for (int i = 0; i < 600; i++) {
      int number = i;
      pool.verifyVote(peer(1), 200, () -> done.add("vote " + number));
    }

    assertEquals(88, pool.dropped());
    assertEquals(513, pool.size());
    calls.forEach(Runnable::run);
    assertTrue(done.contains("other"));
    assertTrue(done.contains("vote 88"));
    assertFalse(done.contains("vote 87"));
  }

  @Test
  void votesOfOnePeerAreBoundedByTheirBytes() {
    for (int i = 0; i < 512; i++) {
      pool.verifyVote(peer(1), 20 << 10, () -> {});
    }

    assertEquals(MIB / (20 << 10), pool.size());
  }

  @Test
  void theExecutorHoldsNoMoreThanWaitsHere() {
    for (int i = 0; i < 100; i++) {
      pool.verifyVote(peer(1), 200, () -> done.add("small"));
      pool.verifyVote(peer(1), MIB, () -> done.add("large"));
    }

    assertEquals(1, pool.size());
    assertEquals(1, calls.size());
    calls.forEach(Runnable::run);
    assertEquals(List.of("large"), done);
  }

  @Test
  void blocksAreBoundedByTheirBytesForEachPeerAndInAll() {
    assertTrue(pool.verifyBlock(peer(1), 12 * MIB, () -> {}));
    assertTrue(pool.verifyBlock(peer(1), 4 * MIB, () -> {}));
    assertFalse(pool.verifyBlock(peer(1), MIB, () -> {}));
    for (int i = 2; i < 100; i++) {
      pool.verifyBlock(peer(i), 16 * MIB, () -> {});
    }

    assertEquals(2 + 1, pool.size());
    assertEquals(1 + 98 - 1, pool.refused());
  }

  @Test
  void aFloodOfTransactionsFromPeersLeavesRoomForThoseSubmittedHere() {
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 20; j++) {
        pool.verifyReceived(peer(i), 256 << 10, () -> {});
      }
    }

    assertEquals(16 * 4, pool.size());
    assertTrue(pool.verifySubmitted(2 * MIB, () -> {}));
  }

  @Test
  void whatIsSubmittedIsBoundedByItsBytes() {
    int taken = 0;
    while (pool.verifySubmitted(2 * MIB, () -> {})) {
      taken++;
    }

    assertEquals(4, taken);
  }

  private static NodeId peer(int number) {
    return new NodeId(Hash.tagged("test", new byte[] {(byte) number}));
  }
}
