package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.Event;
import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.ledger.TestNetwork;
import cairn.p2p.NodeId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What waits for the consensus thread while it waits for the disk.
class ConsensusInboxTest {
  private static final TestNetwork NETWORK = TestNetwork.of(1);
  private static final VoteVerifier VERIFIER =
      new VoteVerifier(
          Epoch.ZERO,
          NETWORK.genesis().roster().set(),
          NETWORK.genesisHash(),
          new KeyedHashEd25519());
  private static final NodeId SIGNER = new NodeId(Hash.tagged("test.signer"));
  private static final NodeId REPLAYER = new NodeId(Hash.tagged("test.replayer"));

  private final ConsensusInbox inbox = new ConsensusInbox();

  private static VerifiedVote vote(long view) {
    return VERIFIER.cast(
        new Vote.Nullify(Epoch.ZERO, new View(view)),
        new ValidatorId(0),
        NETWORK.validatorKeys().get(0));
  }

  private static DriverTask step(VerifiedVote vote) {
    return new DriverTask.Step(new Event.VoteReceived(vote));
  }

  @Test
  void aPeerThatReplaysAValidatorsVotesDoesNotPushOutWhatTheValidatorSends() {
    VerifiedVote fresh = vote(1_000);
    inbox.add(SIGNER, fresh);

    for (int view = 1; view <= 2 * VoteQueues.VOTES; view++) {
      inbox.add(REPLAYER, vote(view));
    }

    assertTrue(inbox.drain().contains(step(fresh)));
    assertEquals(VoteQueues.VOTES, inbox.dropped());
  }

  @Test
  void aVoteThatComesAgainWaitsOnceAndPushesNothingOut() {
    inbox.add(SIGNER, vote(1));

    for (int i = 0; i < 2 * VoteQueues.VOTES; i++) {
      inbox.add(SIGNER, vote(2));
    }

    assertEquals(List.of(step(vote(1)), step(vote(2))), inbox.drain());
    assertEquals(0, inbox.dropped());
  }

  @Test
  void aVoteThatCameBeforeTheLastTurnComesThroughAgain() {
    inbox.add(SIGNER, vote(1));
    inbox.drain();

    inbox.add(SIGNER, vote(1));

    assertEquals(List.of(step(vote(1))), inbox.drain());
  }
}
