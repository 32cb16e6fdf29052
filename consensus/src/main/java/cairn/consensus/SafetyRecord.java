package cairn.consensus;

import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import cairn.quorum.Vote;

/// What a replica must remember across a crash before anything that follows from it leaves the
/// process.
public sealed interface SafetyRecord {
  Epoch epoch();

  View view();

  /// This replica casts the vote.
  record OwnVote(Vote vote) implements SafetyRecord {
    @Override
    public Epoch epoch() {
      return vote.epoch();
    }

    @Override
    public View view() {
      return vote.view();
    }
  }

  /// This replica formed or learned the certificate.
  record Learned(Certificate certificate) implements SafetyRecord {
    @Override
    public Epoch epoch() {
      return certificate.epoch();
    }

    @Override
    public View view() {
      return certificate.view();
    }
  }

  /// This replica never votes in a view of the epoch at or below the floor again; it only rises.
  record Floor(Epoch epoch, View view) implements SafetyRecord {}
}
