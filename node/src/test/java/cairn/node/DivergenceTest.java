package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.Height;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A node that executes a certified block differently from the others, so that the body, the true
/// one, seems to be another block's: it must find out that it is itself at fault.
class DivergenceTest {
  private final ChainSide leader = new ChainSide(1);
  private final VotingSide voter = new VotingSide(3);
  private final ChainSide chain = voter.chain;
  private final Block first = leader.built(1, 0, leader.genesis, leader.ledger.pay(0, 0));

  /// What the others' receipts give; this node's would give `first`.
  private final Block theirs = ChainSide.withTxRoot(first, Hash.ZERO);

  private final Block falsified =
      new Block(theirs.header(), List.of(leader.ledger.pay(3, 0).transaction()));

  private FinalRun run(VerifiedBody body) {
    return new FinalRun(List.of(body), chain.finalization(theirs));
  }

  private void arrive(FinalRun run) {
    chain.chain.runArrived(run);
    chain.thread.runAll();
  }

  @Test
  void haltsWhenMoreThanAThirdSentTheSameBodyOfACertifiedBlockAndItDoesNotFit() {
    voter.notarize(theirs, 0);
    voter.arrive(chain.from(0, theirs));
    assertEquals(List.of(), voter.halts);

    voter.arrive(chain.from(1, theirs));

    assertEquals(1, voter.halts.size());
    assertTrue(voter.halts.getFirst().startsWith("STATE_ROOT_MISMATCH"));
    assertEquals(List.of(), chain.wrongBodies);
  }

  @Test
  void haltsWhenTheBlockIsCertifiedOnlyAfterItsBodiesCame() {
    voter.propose(theirs, 0);
    voter.arrive(chain.from(0, theirs));
    voter.arrive(chain.from(1, theirs));
    assertEquals(List.of(), voter.halts);

    voter.notarize(theirs, 0);

    assertEquals(1, voter.halts.size());
  }

  @Test
  void doesNotTakeOneValidatorForTwo() {
    voter.notarize(theirs, 0);

    voter.arrive(chain.from(0, theirs));
    voter.arrive(chain.from(0, theirs));

    assertEquals(List.of(), voter.halts);
    assertEquals(List.of(), chain.wrongBodies);
  }

  @Test
  void doesNotTakeStrangersForValidators() {
    voter.notarize(theirs, 0);

    voter.arrive(chain.from(0, theirs));
    voter.arrive(chain.relayed(theirs));

    assertEquals(List.of(), voter.halts);
  }

  @Test
  void doesNotHaltWhereTheBodiesDiffer() {
    voter.notarize(theirs, 0);

    voter.arrive(chain.from(0, theirs));
    voter.arrive(chain.from(1, falsified));

    assertEquals(List.of(), voter.halts);
  }

  @Test
  void blamesWhoSentTwoBodiesOfOneBlock() {
    voter.notarize(theirs, 0);

    voter.arrive(chain.from(0, theirs));
    voter.arrive(chain.from(0, falsified));

    assertEquals(List.of("two bodies of one block"), chain.wrongBodies);
  }

  @Test
  void blamesWhoSentAnotherBodyThanTheOneThatFits() {
    Block other = new Block(first.header(), falsified.transactions());
    voter.notarize(first, 0);
    voter.arrive(chain.from(0, other));
    assertEquals(List.of(), chain.wrongBodies);

    voter.arrive(chain.from(1, first));

    assertEquals(1, chain.wrongBodies.size());
    assertEquals(List.of(), voter.halts);
  }

  @Test
  void blamesWhoSentABodyThatDidNotFitOnceItsBlockCanNotBecomeFinal() {
    voter.propose(theirs, 0);
    voter.arrive(chain.from(0, theirs));
    Block rival = new ChainSide(2).built(2, 0, leader.genesis);

    chain.commit(rival);
    chain.arrive(chain.relayed(rival));

    assertEquals(1, chain.finals.size());
    assertEquals(1, chain.wrongBodies.size());
  }

  @Test
  void stopsWhenMoreThanAThirdSentTheSameRunOfFinalBlocksAndItDoesNotFit() {
    arrive(run(chain.from(0, theirs)));
    assertEquals(List.of(Height.ZERO), chain.wrongRuns);
    assertEquals(List.of(), chain.stops);

    arrive(run(chain.from(1, theirs)));

    assertEquals(List.of(Height.ZERO), chain.wrongRuns);
    assertEquals(1, chain.stops.size());
    assertTrue(chain.stops.getFirst().startsWith("STATE_ROOT_MISMATCH"));
    assertEquals(List.of(), chain.wrongBodies);
  }

  @Test
  void stopsWhenAFinalBlockOfItsOwnJournalDoesNotFit() {
    arrive(run(chain.fromJournal(theirs)));

    assertEquals(1, chain.stops.size());
    assertTrue(chain.stops.getFirst().startsWith("STATE_ROOT_MISMATCH"));
  }
}
