package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.Timestamp;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A replica and its chain together, under a proposer that tells this one node something else than
/// the others.
class LyingProposerTest {
  private final ChainSide leader = new ChainSide(1);
  private final VotingSide voter = new VotingSide(3);
  private final Block first = leader.built(1, 0, leader.genesis, leader.ledger.pay(0, 0));

  private static Vote nullify(long view) {
    return new Vote.Nullify(ChainSide.EPOCH, new View(view));
  }

  private Block second() {
    ChainSide side = new ChainSide(2);
    side.arrive(side.relayed(first));
    return side.built(2, 1, first.id());
  }

  @Test
  void givesUpTheViewAndDoesNotHaltWhenTheProposerSentItAnotherBodyThanTheOthers() {
    Block falsified = new Block(first.header(), List.of(leader.ledger.pay(3, 0).transaction()));
    voter.propose(first, 0);

    voter.arrive(voter.chain.body(falsified));
    assertEquals(List.of(nullify(1)), voter.cast);
    voter.notarize(first, 0);
    voter.finalizes(first);
    voter.arrive(voter.chain.relayed(first));

    assertEquals(List.of(), voter.halts);
    assertEquals(List.of(), voter.chain.stops);
    assertEquals(1, voter.chain.finals.size());
  }

  @Test
  void givesUpTheViewAndDoesNotHaltWhenTheProposerNamedItAnotherParentThanTheOthers() {
    Block second = second();
    voter.notarize(first, 0);
    voter.nullified(1);
    voter.arrive(voter.chain.relayed(first));
    voter.propose(second, 0);

    voter.arrive(voter.chain.body(second));
    assertTrue(voter.cast.contains(nullify(2)), voter.cast.toString());
    voter.notarize(second, 1);
    voter.finalizes(second);

    assertEquals(List.of(), voter.halts);
    assertEquals(List.of(), voter.chain.stops);
    assertEquals(2, voter.chain.finals.size());
  }

  @Test
  void haltsWhenNoBodyCouldMakeACertifiedBlockValid() {
    Block invalid = ChainSide.withStateRoot(first, Hash.ZERO);
    voter.propose(invalid, 0);
    voter.arrive(voter.chain.body(invalid));
    assertEquals(List.of(nullify(1)), voter.cast);
    assertEquals(List.of(), voter.halts);

    voter.notarize(invalid, 0);

    assertEquals(1, voter.halts.size());
    assertTrue(voter.halts.getFirst().startsWith("STATE_ROOT_MISMATCH"));
  }

  @Test
  void haltsWhenACertifiedAncestorFailsTheCheckLater() {
    Block invalid = ChainSide.withStateRoot(first, Hash.ZERO);
    Timestamp later = new Timestamp(invalid.header().timestamp().millis() + 1);
    Block child = ChainSide.moved(second(), new Height(2), invalid.id(), later);
    voter.notarize(invalid, 0);
    voter.propose(child, 1);
    voter.arrive(voter.chain.body(child));

    voter.arrive(voter.chain.relayed(invalid));

    assertEquals(1, voter.halts.size());
    assertTrue(voter.halts.getFirst().startsWith("STATE_ROOT_MISMATCH"));
  }

  @Test
  void haltsWhenABlockThatNobodyAskedAboutIsNotarizedAndInvalid() {
    Block invalid = ChainSide.withStateRoot(first, Hash.ZERO);
    voter.nullified(1);
    voter.arrive(voter.chain.body(invalid));
    assertEquals(List.of(), voter.halts);

    voter.notarize(invalid, 0);

    assertEquals(1, voter.halts.size());
    assertTrue(voter.halts.getFirst().startsWith("STATE_ROOT_MISMATCH"));
  }
}
