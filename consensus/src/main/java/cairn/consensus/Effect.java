package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;

/// What a [Replica] wants done. Effects run in the order of the list, and nothing after a [Persist]
/// is done before that record is durable.
public sealed interface Effect {
  /// Append to the journal and sync. The runner may sync once for several records, never later than
  /// the next effect that leaves this process.
  record Persist(SafetyRecord record) implements Effect {}

  /// Sign with the validator's key, and answer with [Event.Signed].
  record Sign(Vote vote) implements Effect {}

  /// Send to all validators, directly where a link is there and through the mesh where it is not.
  record BroadcastVote(SignedVote vote) implements Effect {}

  /// Send to all validators but those that are known to have it, and to all connected observers.
  record BroadcastCertificate(Certificate certificate, SortedSet<ValidatorId> except)
      implements Effect {}

  record SendCertificate(PeerId to, Certificate certificate) implements Effect {}

  /// Ask for a certificate: `first` where given and connected, else a few peers, other ones each
  /// time.
  record Fetch(Want want, Optional<ValidatorId> first) implements Effect {}

  /// Fire [Event.TimerFired] after that time. Timers are never cancelled: the replica tells a stale
  /// one by its view.
  record StartTimer(Timer timer, Duration after) implements Effect {}

  /// Make a block for `view` on the block `parent`; its limits (bytes, operations) are those of the
  /// genesis shifted right by `budgetShift` (0..4). Answered by [Event.BlockBuilt],
  /// [Event.BuildDeclined], or, unless the block may be empty, [Event.NothingToBuild].
  record Build(View view, View parentView, BlockId parent, int budgetShift, boolean isEmptyAllowed)
      implements Effect {}

  /// Get the body of `block`, check that header and proposal agree (epoch, view, proposer, parent),
  /// execute it, compare the roots. Answered by [Event.BlockChecked] or [Event.ProposalRefused].
  record Check(View view, BlockId block, View parentView, BlockId parent, ValidatorId proposer)
      implements Effect {}

  /// The block of the finalization and all its ancestors are final. Views only rise; at the start
  /// the best finalization of the journal comes again, for the store may be behind it.
  record Commit(VerifiedCertificate finalization) implements Effect {}

  /// A validator misbehaved, with the proof.
  record Report(Evidence evidence) implements Effect {}

  /// Stop voting and halt: `reason` says what is wrong, in one sentence.
  record Halt(String reason) implements Effect {}
}
