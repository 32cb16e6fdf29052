package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import java.util.Optional;
import java.util.SortedSet;

/// What happens to a [Replica]. Only the events that come from the network may ever be dropped
/// before they reach it: [VoteReceived], [CertificateReceived] and [CertificateWanted].
public sealed interface Event {
  /// The process runs; comes once, before all others.
  record Started() implements Event {}

  /// A vote of another validator, by whatever way it came.
  record VoteReceived(VerifiedVote vote) implements Event {}

  /// A certificate; `from` is the validator at the other end of the connection, if it is one.
  record CertificateReceived(VerifiedCertificate certificate, Optional<ValidatorId> from)
      implements Event {}

  /// A peer asks for what it lacks.
  record CertificateWanted(PeerId from, Want want) implements Event {}

  /// A connection to a peer is ready for messages.
  record PeerConnected(PeerId peer, Optional<ValidatorId> validator) implements Event {}

  record TimerFired(Timer timer) implements Event {}

  /// The answer to [Effect.Build]: the block is ready, and its body stands in the journal.
  record BlockBuilt(View view, BlockId block) implements Event {}

  /// The answer to [Effect.Build] where no block can be made, as while the node catches up; the
  /// leader gives up its turn at once.
  record BuildDeclined(View view) implements Event {}

  /// The answer to an [Effect.Build] that must not be empty where there is no transaction after
  /// all. It counts as `BlockDue(false)`: the leader waits for the next `BlockDue(true)`, which
  /// comes even if the last one was true.
  record NothingToBuild(View view) implements Event {}

  /// The answer to [Effect.Check]; comes as late as the body does, or never. A valid block's body
  /// stands in the journal. Invalid is a block that *no* body could make valid here: if it is
  /// certified, this node diverged and the replica halts. The node also sends it, unasked, for
  /// every such block that it comes upon; `view` is the one of the block's own header.
  record BlockChecked(View view, BlockId block, boolean isValid) implements Event {}

  /// The other answer to [Effect.Check]: this replica must not vote for the proposal, yet the block
  /// may be valid, for it is the proposer that sent a body or said a parent that is not the
  /// block's. The view is given up, and nothing follows if others certify the block.
  record ProposalRefused(View view, BlockId block) implements Event {}

  /// The answer to [Effect.Sign]; see [cairn.quorum.VoteVerifier#cast].
  record Signed(VerifiedVote vote) implements Event {}

  /// Whether there is a transaction that could stand in a block and stands in no notarized one;
  /// comes when that changes. It is false at the start.
  record BlockDue(boolean isDue) implements Event {}

  /// The validators that were not heard within the inactivity bound, this one excluded; comes when
  /// that changes.
  record InactiveValidators(SortedSet<ValidatorId> inactive) implements Event {}

  /// The network's time-outs were changed; they hold from the next timer on.
  record TimingChanged(Timing timing) implements Event {}
}
