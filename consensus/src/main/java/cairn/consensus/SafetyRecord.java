package cairn.consensus;

import cairn.quorum.Certificate;
import cairn.quorum.View;
import cairn.quorum.Vote;

/// What a replica must remember across a crash before anything that follows from it leaves the
/// process.
public sealed interface SafetyRecord {
  /// This replica casts the vote.
  record OwnVote(Vote vote) implements SafetyRecord {}

  /// This replica formed or learned the certificate.
  record Learned(Certificate certificate) implements SafetyRecord {}

  /// This replica never votes in a view at or below the floor again; it only rises.
  record Floor(View view) implements SafetyRecord {}
}
