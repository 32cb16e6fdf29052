package cairn.node;

import cairn.consensus.ConsensusConfig;
import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.consensus.Replica;
import cairn.consensus.SafetyRecord;
import cairn.consensus.SafetyRecords;
import cairn.consensus.Timing;
import cairn.crypto.KeyedHashEd25519;
import cairn.ledger.Block;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One validator's replica and chain, joined as the node joins them, with the votes of all others
/// in the test's hand.
final class VotingSide {
  private static final Timing TIMING =
      new Timing(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  final ChainSide chain;
  final List<Vote> cast = new ArrayList<>();
  final List<String> halts = new ArrayList<>();
  private final ValidatorId self;
  private final VoteVerifier verifier;
  private final Replica replica;
  private final ArrayDeque<Event> events = new ArrayDeque<>();

  /// @param leaderOf the view whose leader it is
  VotingSide(long leaderOf) {
    this.chain = new ChainSide(leaderOf);
    this.self = chain.leaderId(leaderOf);
    this.verifier =
        new VoteVerifier(
            ChainSide.EPOCH,
            chain.validators,
            chain.ledger.network.genesisHash(),
            new KeyedHashEd25519());
    ConsensusConfig config =
        new ConsensusConfig(
            ChainSide.EPOCH, chain.validators, Optional.of(self), chain.genesis, TIMING, 64);
    this.replica = Replica.recover(config, SafetyRecords.none());
    step(new Event.Started());
  }

  /// The leader of the block's view votes for it, which is its proposal.
  void propose(Block block, long parentView) {
    View view = block.header().view();
    ValidatorId leader = chain.leaderId(view.number());
    step(
        new Event.VoteReceived(
            vote(
                leader,
                new Vote.Notarize(ChainSide.EPOCH, view, new View(parentView), block.id()))));
  }

  void notarize(Block block, long parentView) {
    View view = block.header().view();
    learn(new Vote.Notarize(ChainSide.EPOCH, view, new View(parentView), block.id()));
  }

  void nullified(long view) {
    learn(new Vote.Nullify(ChainSide.EPOCH, new View(view)));
  }

  void finalizes(Block block) {
    learn(new Vote.Finalize(ChainSide.EPOCH, block.header().view(), block.id()));
  }

  void arrive(VerifiedBody body) {
    chain.arrive(body);
    takeReplies();
  }

  /// The three others certify it.
  private void learn(Vote vote) {
    List<VerifiedVote> votes = new ArrayList<>();
    for (int i = 0; i < chain.validators.size(); i++) {
      if (i != self.index()) {
        votes.add(vote(new ValidatorId(i), vote));
      }
    }
    VerifiedCertificate certificate = VerifiedCertificate.assemble(chain.validators, votes);
    step(new Event.CertificateReceived(certificate, Optional.empty()));
  }

  private VerifiedVote vote(ValidatorId signer, Vote vote) {
    return verifier.cast(vote, signer, chain.ledger.network.validatorKeys().get(signer.index()));
  }

  private void step(Event first) {
    events.add(first);
    while (!events.isEmpty()) {
      replica.step(events.remove()).forEach(this::run);
      chain.thread.runAll();
      takeReplies();
    }
  }

  private void takeReplies() {
    List<Event> replies = List.copyOf(chain.replies);
    chain.replies.clear();
    replies.forEach(this::step);
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Sign(Vote vote) -> {
        cast.add(vote);
        events.add(new Event.Signed(vote(self, vote)));
      }
      case Effect.Build build -> chain.chain.build(build);
      case Effect.Check check -> chain.chain.check(check);
      case Effect.Commit(VerifiedCertificate finalization) -> chain.chain.commit(finalization);
      case Effect.Halt(String reason) -> halts.add(reason);
      case Effect.Persist(SafetyRecord.Learned(Certificate certificate)) ->
          chain.chain.learned(certificate);
      case Effect.Persist _,
          Effect.BroadcastVote _,
          Effect.BroadcastCertificate _,
          Effect.SendCertificate _,
          Effect.Fetch _,
          Effect.StartTimer _,
          Effect.Report _ -> {}
    }
  }
}
