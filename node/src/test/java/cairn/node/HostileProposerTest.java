package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.consensus.Event;
import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.Timestamp;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a lying proposer can do to one validator's chain, and what the chain then tells its
/// replica.
class HostileProposerTest {
  private static final Height HIGHEST = new Height(Long.MAX_VALUE);
  private static final BlockId UNKNOWN = new BlockId(Hash.tagged("test.unknown"));

  private final ChainSide leader = new ChainSide(1);
  private final ChainSide follower = new ChainSide(2);
  private final BlockId genesis = leader.genesis;
  private final Block block = leader.built(1, 0, genesis, leader.ledger.pay(0, 0));

  private final Block empty = new ChainSide(1).built(1, 0, genesis);

  private Block at(long millis) {
    return ChainSide.moved(empty, empty.height(), genesis, new Timestamp(millis));
  }

  private static Event valid(Block block) {
    return new Event.BlockChecked(block.header().view(), block.id(), true);
  }

  @Test
  void doesNotAnswerAProposalWhoseTimeIsFurtherAheadThanItsViewCanLast() {
    long now = follower.ledger.clock.wallMillis();
    for (long ahead : List.of(2_501L, 1L << 40, Long.MAX_VALUE - now)) {
      Block far = at(now + ahead);

      follower.arrive(follower.body(far));
      follower.check(far, 0);

      assertEquals(0, follower.ledger.clock.scheduled(), ahead + " ms ahead");
      assertEquals(List.of(), follower.replies);
    }
  }

  @Test
  void holdsTheVoteForANearTimeBackAndForgetsItWhenTheViewIsOver() {
    Block near = at(follower.ledger.clock.wallMillis() + 1_500);
    follower.arrive(follower.body(near));
    follower.check(near, 0);
    assertEquals(1, follower.ledger.clock.scheduled());

    Block other = new ChainSide(2).built(2, 0, genesis);
    follower.arrive(follower.body(other));
    follower.check(other, 0);
    follower.advance(Duration.ofSeconds(2));

    assertEquals(List.of(valid(other)), follower.replies);
    assertEquals(List.of(other), follower.journaled);
  }

  @Test
  void commitsThoughAProposalClaimsAnEndlessHeight() {
    Block second = child(2, block);
    Block hostile =
        ChainSide.moved(new ChainSide(3).built(3, 0, genesis), HIGHEST, UNKNOWN, far(second));
    follower.commit(second);
    follower.arrive(follower.body(hostile));
    follower.check(hostile, 2);

    follower.arrive(follower.relayed(block));
    follower.arrive(follower.relayed(second));

    assertEquals(2, follower.finals.size());
    assertEquals(List.of(), follower.wantedRanges);
    assertEquals(List.of(), follower.stops);
  }

  @Test
  void asksForTheBodyAgainWhenWhatCameWasWrong() {
    Block falsified = new Block(block.header(), List.of(leader.ledger.pay(3, 0).transaction()));
    follower.check(block, 0);
    follower.wanted.clear();

    follower.arrive(follower.relayed(falsified));

    assertEquals(List.of(block.id()), follower.wanted);
  }

  @Test
  void givesOnlyBodiesThatFitToOthersAndAllThatMayBecomeFinal() {
    Block falsified = new Block(block.header(), List.of(leader.ledger.pay(3, 0).transaction()));
    follower.check(block, 0);
    follower.arrive(follower.relayed(falsified));
    assertEquals(List.of(), follower.executed);

    follower.arrive(follower.relayed(block));
    assertEquals(List.of(block.id()), follower.executed);
    follower.commit(block);
    follower.runStore();
    assertEquals(List.of(), follower.executed);
  }

  @Test
  void executesNothingThatNobodyAskedFor() {
    follower.arrive(follower.body(block));

    assertEquals(List.of(), follower.executed);
  }

  @Test
  void asksForNothingThatFinalityHasPassed() {
    follower.check(new ChainSide(2).built(2, 0, genesis), 0);
    Block third = new ChainSide(3).built(3, 0, genesis);
    follower.commit(third);
    follower.arrive(follower.relayed(third));
    follower.wanted.clear();

    follower.arrive(follower.relayed(child(4, third)));

    assertEquals(List.of(), follower.wanted);
    assertEquals(List.of(), follower.replies);
  }

  @Test
  void refusesToBuildOnAnotherBranchThanTheFinalOne() {
    follower.commit(block);
    follower.arrive(follower.relayed(block));
    Block rival = new ChainSide(3).built(3, 0, genesis);

    follower.arrive(follower.body(rival));
    follower.check(rival, 0);

    assertEquals(List.of(new Event.ProposalRefused(new View(3), rival.id())), follower.replies);
  }

  @Test
  void declinesToBuildOnWhatDoesNotComeInTime() {
    follower.build(2, 1, block.id());
    assertEquals(List.of(block.id()), follower.wanted);

    follower.advance(Duration.ofMillis(249));
    assertEquals(List.of(), follower.replies);
    follower.advance(Duration.ofMillis(1));

    assertEquals(List.of(new Event.BuildDeclined(new View(2))), follower.replies);
  }

  @Test
  void declinesToBuildAtOnceWhileARangeIsMissing() {
    Block second = child(2, block);
    Block third = child(3, second, block);
    follower.commit(third);
    follower.arrive(follower.relayed(third));
    assertEquals(List.of(third.height()), follower.wantedRanges);

    follower.build(6, 5, UNKNOWN);

    assertEquals(List.of(new Event.BuildDeclined(new View(6))), follower.replies);
  }

  @Test
  void declinesToBuildOnAnInvalidBlockAndTellsOfIt() {
    Block invalid = ChainSide.withStateRoot(block, Hash.ZERO);
    follower.arrive(follower.relayed(invalid));

    follower.build(2, 1, invalid.id());

    assertEquals(
        List.of(
            new Event.BlockChecked(new View(1), invalid.id(), false),
            new Event.BuildDeclined(new View(2))),
        follower.replies);
  }

  @Test
  void keepsATransactionThatIsInTimeAMomentLater() {
    var far = follower.ledger.validUntil(Duration.ofHours(24).toMillis());
    var payment = follower.ledger.pay(0, 0, TestLedger.FEE, 1, far);
    follower.mempool.admit(payment, Mempool.Origin.PEER);
    follower.ledger.clock.setBack(Duration.ofMillis(500));

    assertEquals(0, follower.built(2, 0, genesis).transactions().size());
    follower.advance(Duration.ofMillis(500));
    assertEquals(1, follower.built(6, 0, genesis).transactions().size());
  }

  private static Timestamp far(Block after) {
    return new Timestamp(after.header().timestamp().millis() + 1);
  }

  /// An empty block on another, whose ancestors are given.
  private Block child(long view, Block parent, Block... below) {
    ChainSide side = new ChainSide(view);
    for (Block ancestor : below) {
      side.arrive(side.relayed(ancestor));
    }
    side.arrive(side.relayed(parent));
    return side.built(view, parent.header().view().number(), parent.id());
  }
}
