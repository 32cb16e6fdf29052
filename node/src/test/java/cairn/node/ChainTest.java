package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.Event;
import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Building, checking and committing blocks over a memory store.
class ChainTest {
  private final ChainSide leader = new ChainSide(1);
  private final ChainSide follower = new ChainSide(2);
  private final BlockId genesis = leader.genesis;

  private Block blockWith(VerifiedTransaction... transactions) {
    return leader.built(1, 0, genesis, transactions);
  }

  /// Of view 2, on a block of view 1.
  private static Block childOf(Block first) {
    ChainSide next = new ChainSide(2);
    next.arrive(next.body(first));
    return next.built(2, 1, first.id(), next.ledger.pay(1, 0));
  }

  private static Event refused(Block block) {
    return new Event.ProposalRefused(block.header().view(), block.id());
  }

  private static Event.BlockChecked checked(Block block, boolean isValid) {
    return new Event.BlockChecked(block.header().view(), block.id(), isValid);
  }

  @Test
  void buildsABlockOfWhatWaitsAndOthersFindItValid() {
    VerifiedTransaction payment = leader.ledger.pay(0, 0);

    Block block = blockWith(payment, leader.ledger.pay(1, 0));

    assertEquals(2, block.transactions().size());
    assertEquals(List.of(new Event.BlockBuilt(new View(1), block.id())), leader.replies);
    assertEquals(List.of(block), leader.journaled);
    follower.arrive(follower.body(block));
    follower.check(block, 0);
    assertEquals(List.of(checked(block, true)), follower.replies);
    assertEquals(List.of(block), follower.journaled);
  }

  @Test
  void answersThatThereIsNothingToBuildUnlessTheBlockMayBeEmpty() {
    leader.build(1, 0, genesis);
    assertEquals(List.of(new Event.NothingToBuild(new View(1))), leader.replies);

    Block empty = blockWith();
    assertEquals(0, empty.transactions().size());
  }

  @Test
  void doesNotPutATransactionInTwoBlocksOfOneChain() {
    Block first = blockWith(leader.ledger.pay(0, 0));
    ChainSide next = new ChainSide(2);
    next.mempool.admit(next.ledger.pay(0, 0), Mempool.Origin.PEER);
    next.arrive(next.body(first));
    next.check(first, 0);

    Block second = next.built(2, 1, first.id(), next.ledger.pay(0, 1));

    assertEquals(1, second.transactions().size());
    assertEquals(1, second.transactions().getFirst().body().nonce());
  }

  @Test
  void waitsForABodyAndAsksForIt() {
    Block block = blockWith(leader.ledger.pay(0, 0));

    follower.check(block, 0);
    assertEquals(List.of(block.id()), follower.wanted);
    assertEquals(List.of(), follower.replies);

    follower.arrive(follower.relayed(block));
    assertEquals(List.of(checked(block, true)), follower.replies);
  }

  @Test
  void executesAChildOnAParentThatIsNotFinal() {
    Block first = blockWith(leader.ledger.pay(0, 0));
    Block second = childOf(first);

    follower.arrive(follower.body(second));
    follower.check(second, 1);
    assertEquals(List.of(first.id()), follower.wanted);
    follower.arrive(follower.relayed(first));

    assertEquals(List.of(checked(second, true)), follower.replies);
  }

  @Test
  void refusesAHeaderThatIsNotTheProposals() {
    Block block = blockWith(leader.ledger.pay(0, 0));
    follower.arrive(follower.body(block));

    follower.chain.check(
        new cairn.consensus.Effect.Check(
            new View(5), block.id(), View.ZERO, genesis, follower.leaderId(5)));
    follower.thread.runAll();

    assertEquals(List.of(new Event.ProposalRefused(new View(5), block.id())), follower.replies);
  }

  @Test
  void refusesAStateRootThatIsNotItsOwn() {
    Block block = ChainSide.withStateRoot(blockWith(leader.ledger.pay(0, 0)), Hash.ZERO);

    follower.arrive(follower.relayed(block));
    follower.check(block, 0);

    assertEquals(List.of(checked(block, false), refused(block)), follower.replies);
  }

  @Test
  void doesNotBlameABlockForABodyThatSomebodyElseFalsified() {
    Block block = blockWith(leader.ledger.pay(0, 0));
    Block falsified = new Block(block.header(), List.of(leader.ledger.pay(3, 0).transaction()));

    follower.arrive(follower.relayed(falsified));
    follower.check(block, 0);
    assertEquals(List.of(), follower.replies);
    assertEquals(List.of(block.id()), follower.wanted);

    follower.arrive(follower.relayed(block));
    assertEquals(List.of(checked(block, true)), follower.replies);
    assertEquals(1, follower.wrongBodies.size());
  }

  @Test
  void doesNotVoteForABlockWhoseProposerSentAnotherBodyButMakesItFinalWithTheRightOne() {
    Block block = blockWith(leader.ledger.pay(0, 0));
    Block falsified = new Block(block.header(), List.of(leader.ledger.pay(3, 0).transaction()));

    follower.arrive(follower.body(falsified));
    follower.check(block, 0);
    assertEquals(List.of(refused(block)), follower.replies);

    follower.commit(block);
    assertEquals(List.of(), follower.finals);
    follower.arrive(follower.relayed(block));
    assertEquals(1, follower.finals.size());
    assertEquals(List.of(), follower.stops);
  }

  @Test
  void holdsItsVerdictBackWhileTheTimeIsAheadOfItsClock() {
    leader.ledger.clock.advance(Duration.ofSeconds(2));
    Block block = blockWith(leader.ledger.pay(0, 0));

    follower.arrive(follower.body(block));
    follower.check(block, 0);
    assertEquals(List.of(), follower.replies);

    follower.advance(Duration.ofMillis(1_499));
    assertEquals(List.of(), follower.replies);
    follower.advance(Duration.ofMillis(1));
    assertEquals(List.of(checked(block, true)), follower.replies);
  }

  @Test
  void commitsABlockWithItsAncestorsInOrderAndAbandonsTheirRivals() {
    Block first = blockWith(leader.ledger.pay(0, 0));
    Block child = childOf(first);
    Block rival = new ChainSide(3).built(3, 0, genesis, leader.ledger.pay(2, 0));
    for (Block block : List.of(first, child, rival)) {
      follower.arrive(follower.body(block));
    }
    follower.check(rival, 0);

    follower.commit(child);
    follower.runStore();

    assertEquals(
        List.of(first.id(), child.id()), follower.finals.stream().map(ExecutedBlock::id).toList());
    assertEquals(List.of(rival.id()), follower.abandoned);
    assertEquals(child.id(), follower.ledger.store.head().id());
    assertTrue(follower.ledger.store.finalization(new Height(1)).isEmpty());
    assertTrue(follower.ledger.store.finalization(new Height(2)).isPresent());
  }

  @Test
  void saysWhetherARestartWouldComeToTheSame() {
    Block first = blockWith(leader.ledger.pay(0, 0));
    Block child = childOf(first);
    ChainSide voter = new ChainSide(3);
    for (ChainSide side : List.of(follower, voter)) {
      side.arrive(side.relayed(first));
      side.arrive(side.relayed(child));
    }
    follower.chain.journaled(List.of(first.id()));
    voter.chain.journaled(List.of(first.id(), child.id()));

    follower.commit(child);
    voter.commit(child);

    assertEquals(List.of(false, false), follower.durable, "a body is in nobody's memory here");
    assertEquals(List.of(true, true), voter.durable);
  }

  @Test
  void buildsOnAFinalBlockThatTheStoreHasNotTakenInYet() {
    Block first = blockWith(leader.ledger.pay(0, 0));
    follower.arrive(follower.body(first));
    follower.commit(first);

    Block second = follower.built(2, 1, first.id(), follower.ledger.pay(0, 1));

    assertEquals(new Height(2), second.height());
    assertEquals(1, second.transactions().size());
    follower.runStore();
    assertEquals(first.id(), follower.ledger.store.head().id());
  }

  @Test
  void tellsOfANotarizedBlockAsSoonAsItIsExecuted() {
    Block block = blockWith(leader.ledger.pay(0, 0));
    follower.chain.learned(notarization(block, 0));
    follower.thread.runAll();
    assertEquals(List.of(), follower.notarized);

    follower.arrive(follower.body(block));

    assertEquals(List.of(block.id()), follower.notarized);
  }

  @Test
  void fetchesTheBodyOfAFinalBlockAndALargerGapAsARange() {
    List<Block> blocks = chainOf(6);

    follower.commit(blocks.getLast());
    assertEquals(List.of(blocks.getLast().id()), follower.wanted);
    follower.arrive(follower.relayed(blocks.getLast()));

    assertEquals(List.of(new Height(6)), follower.wantedRanges);
    follower.chain.runArrived(run(blocks.subList(0, 4)));
    follower.chain.runArrived(run(blocks.subList(3, 6)));
    follower.thread.runAll();
    follower.runStore();

    assertEquals(6, follower.finals.size());
    assertEquals(blocks.getLast().id(), follower.ledger.store.head().id());
    assertEquals(List.of(), follower.stops);
  }

  @Test
  void teachesTheReplicaAFinalizationThatCameWithBlocks() {
    List<Block> blocks = chainOf(3);
    follower.commit(blocks.get(1));

    follower.chain.runArrived(run(blocks.subList(0, 2)));
    follower.thread.runAll();
    assertEquals(List.of(), follower.replies);
    follower.chain.runArrived(run(blocks.subList(2, 3)));
    follower.thread.runAll();

    assertEquals(
        List.of(
            new Event.CertificateReceived(follower.finalization(blocks.get(2)), Optional.empty())),
        follower.replies);
  }

  @Test
  void stopsWhenAFinalBlockFailsItsOwnCheck() {
    Block block = ChainSide.withStateRoot(blockWith(leader.ledger.pay(0, 0)), Hash.ZERO);
    follower.commit(block);

    follower.arrive(follower.relayed(block));

    assertEquals(List.of(), follower.finals);
    assertEquals(1, follower.stops.size());
    assertTrue(follower.stops.getFirst().startsWith("STATE_ROOT_MISMATCH"));
  }

  @Test
  void asksAgainForARunWithABodyThatIsNotItsBlocks() {
    List<Block> blocks = chainOf(5);
    Block falsified = new Block(blocks.get(1).header(), List.of());

    follower.chain.runArrived(run(List.of(blocks.get(0), falsified, blocks.get(2))));
    follower.thread.runAll();

    assertEquals(1, follower.finals.size());
    assertEquals(List.of(new Height(1)), follower.wrongRuns);
    follower.chain.runArrived(run(blocks.subList(1, 5)));
    follower.thread.runAll();
    assertEquals(5, follower.finals.size());
  }

  private static cairn.quorum.Certificate notarization(Block block, long parentView) {
    Vote vote =
        new Vote.Notarize(ChainSide.EPOCH, block.header().view(), new View(parentView), block.id());
    return new cairn.quorum.Certificate(vote, 4, List.of(), List.of());
  }

  private FinalRun run(List<Block> blocks) {
    return new FinalRun(
        blocks.stream().map(follower::relayed).toList(), follower.finalization(blocks.getLast()));
  }

  /// Blocks 1 to `length`, each built by the leader of its view.
  private List<Block> chainOf(int length) {
    List<Block> blocks = new ArrayList<>();
    BlockId parent = genesis;
    for (int view = 1; view <= length; view++) {
      ChainSide side = new ChainSide(view);
      for (Block block : blocks) {
        side.arrive(side.relayed(block));
      }
      Block next = side.built(view, view - 1, parent, side.ledger.pay(view, 0));
      blocks.add(next);
      parent = next.id();
    }
    return blocks;
  }
}
