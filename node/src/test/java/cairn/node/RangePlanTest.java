package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.Transaction;
import cairn.p2p.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who is asked for which blocks, and how much at once.
class RangePlanTest {
  private static final int LARGE_BYTES = 4 << 20;
  private static final int HEIGHTS_OF_LARGE = 4;
  private static final NodeId A = peer(1);
  private static final NodeId B = peer(2);

  private final ChainSide maker = new ChainSide(1);
  private final Block genesis = maker.ledger.store.block(Height.ZERO).orElseThrow();
  private final Transaction pay = maker.ledger.pay(0, 0).transaction();
  private final RangePlan plan = new RangePlan();

  @Test
  void asksSeveralPeersForTheRunsOfItsWindow() {
    plan.want(0, 10_000);

    List<RangePlan.Request> requests = plan.requests(List.of(A, B));

    assertEquals(List.of(1L, 129L, 257L, 385L), froms(requests));
    assertEquals(512, requests.getLast().to());
    assertEquals(2, requests.stream().filter(request -> request.peer().equals(A)).count());
    assertEquals(List.of(), plan.requests(List.of(A, B)), "all of it is asked for");
  }

  @Test
  void isStalledAsLongAsNobodyCanBeAsked() {
    plan.want(0, 10);

    assertEquals(List.of(), plan.requests(List.of()));

    assertTrue(plan.isStalled());
    assertTrue(plan.isStalled(), "however often it is asked");
    plan.requests(List.of(A));
    assertFalse(plan.isStalled());
  }

  @Test
  void asksAnotherPeerAfterOneThatFailedAndThenBeginsAgain() {
    plan.want(0, 10);
    NodeId first = plan.requests(List.of(A, B)).getFirst().peer();
    plan.failed(first, 1);

    NodeId second = plan.requests(List.of(A, B)).getFirst().peer();
    plan.failed(second, 1);

    assertEquals(first.equals(A) ? B : A, second);
    assertEquals(List.of(), plan.requests(List.of(A, B)));
    assertTrue(plan.isStalled());
    assertEquals(List.of(1L), froms(plan.requests(List.of(A, B))));
  }

  @Test
  void asksSomebodyElseFirstAfterARunThatDidNotFitUntilTheChainGrows() {
    plan.want(0, 300);
    plan.restart(0);
    plan.avoid(A);

    assertEquals(
        List.of(B, B, B),
        plan.requests(List.of(A, B)).stream().map(RangePlan.Request::peer).toList());
    plan.restart(128);
    plan.settle(129);
    assertEquals(List.of(130L, 258L), froms(plan.requests(List.of(A))));
  }

  @Test
  void aLateTimeOutDoesNotEndTheNextRequest() {
    plan.want(0, 10);
    RangePlan.Request first = plan.requests(List.of(A)).getFirst();
    plan.timedOut(first);
    plan.requests(List.of(A));
    RangePlan.Request second = plan.requests(List.of(A)).getFirst();

    plan.timedOut(first);

    assertTrue(plan.isAsked(second.peer(), 1));
  }

  @Test
  void handsRunsOverInTheirOrder() {
    plan.want(0, 256);
    plan.requests(List.of(A, B));

    assertEquals(List.of(), ends(plan.arrived(129, run(129, 256))));
    assertEquals(List.of(128L, 256L), ends(plan.arrived(1, run(1, 128))));
  }

  @Test
  void asksForTheRestOfARunThatCameShort() {
    plan.want(0, 100);
    plan.requests(List.of(A));

    assertEquals(List.of(40L), ends(plan.arrived(1, run(1, 40))));

    assertEquals(List.of(41L), froms(plan.requests(List.of(A))));
  }

  @Test
  void ignoresARunThatNobodyWants() {
    plan.want(0, 100);
    plan.requests(List.of(A));

    assertEquals(List.of(), plan.arrived(7, run(7, 9)));
  }

  /// Where blocks are large, a run comes a few blocks at a time, and its rest is asked for again.
  @Test
  void whatIsHereAndWaitsForTheLowestRunIsBoundedByItsBytes() {
    plan.want(0, 100_000);
    long held = 0;
    boolean isProgress = true;
    while (isProgress) {
      isProgress = false;
      for (RangePlan.Request request : plan.requests(List.of(A))) {
        if (request.from() > 1) {
          assertEquals(List.of(), plan.arrived(request.from(), large(request.from())));
          held += LARGE_BYTES;
          isProgress = true;
        }
      }
    }

    assertTrue(held > 8L << 20, "held " + held);
    assertTrue(held < 24L << 20, "held " + held);
    plan.failed(A, 1);
    assertEquals(List.of(1L), froms(plan.requests(List.of(B))), "the lowest may always come");
  }

  @Test
  void waitsForTheChainWhereItWasGivenTooMuch() {
    plan.want(0, 100_000);
    List<RangePlan.Request> requests = plan.requests(List.of(A));
    long height = 0;
    while (!requests.isEmpty()) {
      plan.arrived(height + 1, large(height + 1));
      height += HEIGHTS_OF_LARGE;
      requests = plan.requests(List.of(A));
      assertTrue(height < 100, "given " + height);
    }

    plan.settle(height);

    assertFalse(plan.requests(List.of(A)).isEmpty());
  }

  private FinalRun large(long from) {
    return upTo(from + HEIGHTS_OF_LARGE - 1, LARGE_BYTES / pay.size());
  }

  private FinalRun run(long from, long to) {
    assertTrue(from <= to);
    return upTo(to, 0);
  }

  /// A run up to `to`, of which only the last block is here: the plan looks at ends and sizes.
  private FinalRun upTo(long to, int transactions) {
    BlockHeader of = genesis.header();
    BlockHeader header =
        new BlockHeader(
            of.protocol(),
            of.genesis(),
            of.epoch(),
            of.view(),
            new Height(to),
            of.parent(),
            of.timestamp(),
            of.proposer(),
            of.txRoot(),
            of.stateRoot(),
            of.historyRoot(),
            of.signers(),
            of.nextSigners());
    Block block = new Block(header, Collections.nCopies(transactions, pay));
    return new FinalRun(
        List.of(
            new VerifiedBody(block, List.of(), new BodySource.Sent(A, Optional.empty(), false))),
        maker.finalization(block));
  }

  private static List<Long> froms(List<RangePlan.Request> requests) {
    return requests.stream().map(RangePlan.Request::from).toList();
  }

  private static List<Long> ends(List<FinalRun> runs) {
    return runs.stream().map(FinalRun::end).toList();
  }

  private static NodeId peer(int number) {
    return new NodeId(Hash.tagged("test", new byte[] {(byte) number}));
  }
}
