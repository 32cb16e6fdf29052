package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.SignedVote;
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

  /// The answer to [Effect.Build] where no block can be made; the leader gives up its turn.
  record BuildDeclined(View view) implements Event {}

  /// The answer to [Effect.Check]; comes as late as the body does, or never. A valid block's body
  /// stands in the journal.
  record BlockChecked(View view, BlockId block, boolean isValid) implements Event {}

  /// The answer to [Effect.Sign].
  record Signed(SignedVote vote) implements Event {}

  /// Whether the application has something to put in a block; comes when that changes.
  record BlockDue(boolean isDue) implements Event {}

  /// The validators that were not heard within the inactivity bound, this one excluded; comes when
  /// that changes.
  record InactiveValidators(SortedSet<ValidatorId> inactive) implements Event {}
}
