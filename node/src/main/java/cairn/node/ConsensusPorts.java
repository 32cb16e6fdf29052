package cairn.node;

import cairn.consensus.Effect;
import cairn.consensus.PeerId;
import cairn.consensus.Want;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// Where the effects of a replica go. All methods are called on the consensus thread, in the order
/// of the effects and after what comes before them is durable, and must not block.
record ConsensusPorts(Votes votes, Blocks blocks, Halt halt) {

  /// The network, as consensus uses it.
  interface Votes {
    void broadcast(SignedVote vote);

    void broadcast(Certificate certificate, SortedSet<ValidatorId> except);

    void send(PeerId to, Certificate certificate);

    void fetch(Want want, Optional<ValidatorId> first);

    void report(Evidence evidence);
  }

  /// The ledger, as consensus uses it.
  interface Blocks {
    void build(Effect.Build build);

    void check(Effect.Check check);

    /// The bodies of these blocks are durable in the journal.
    void journaled(List<BlockId> blocks);

    /// A certificate is durable here: of a block that is notarized or final now, or of none.
    void learned(Certificate certificate);

    void commit(VerifiedCertificate finalization);
  }

  /// The end of this replica.
  interface Halt {
    /// @param recentEvents the newest last, as text
    void halted(String reason, List<String> recentEvents);
  }
}
