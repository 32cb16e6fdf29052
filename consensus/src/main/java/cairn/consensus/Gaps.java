package cairn.consensus;

import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// The certificates that a replica lacks and has asked for. Each is asked for once when it is first
/// missed, of the validator that should have it if there is one, and then of anybody with every
/// retry, so that one silent peer holds up nothing.
final class Gaps {
  /// How many certificates are asked for at a time, for each reason.
  static final int LIMIT = 16;

  private final Epoch epoch;
  private final LinkedHashSet<Want> asked;

  Gaps(Epoch epoch) {
    this.epoch = epoch;
    this.asked = new LinkedHashSet<>();
  }

  private Gaps(Gaps other) {
    this.epoch = other.epoch;
    this.asked = new LinkedHashSet<>(other.asked);
  }

  Gaps copy() {
    return new Gaps(this);
  }

  boolean isEmpty() {
    return asked.isEmpty();
  }

  List<Want> wants() {
    return List.copyOf(asked);
  }

  /// What rule 5 needs for a proposal and the log lacks: the notarization of its parent, and the
  /// nullifications of the views in between.
  List<Want> of(Vote.Notarize proposal, ViewLog log) {
    List<Want> wants = new ArrayList<>();
    if (log.block(proposal.parentView()).isEmpty()) {
      wants.add(new Want(epoch, proposal.parentView(), Want.Kind.NOTARIZATION));
    }
    log.unnullified(proposal.parentView(), proposal.view(), LIMIT)
        .forEach(view -> wants.add(new Want(epoch, view, Want.Kind.NULLIFICATION)));
    return wants;
  }

  /// What is missing between the highest notarized view and `current`.
  List<Want> behind(View current, ViewLog log) {
    return log.unnullified(log.highestNotarized(), current, LIMIT).stream()
        .map(view -> new Want(epoch, view, Want.Kind.COVERING))
        .toList();
  }

  /// Asks anybody for a certificate that need not be there yet.
  void ask(Want.Kind kind, View view, Outbox out) {
    out.add(new Effect.Fetch(new Want(epoch, view, kind), Optional.empty()));
  }

  /// Drops what is missing no longer and asks for what is missing now: `ofLeader` of the leader,
  /// `ofAny` of anybody.
  void update(List<Want> ofLeader, ValidatorId leader, List<Want> ofAny, Outbox out) {
    LinkedHashSet<Want> missing = new LinkedHashSet<>(ofLeader);
    missing.addAll(ofAny);
    asked.retainAll(missing);
    ofLeader.forEach(want -> ask(want, Optional.of(leader), out));
    ofAny.forEach(want -> ask(want, Optional.empty(), out));
  }

  /// Asks for everything again, of anybody.
  void askAgain(Outbox out) {
    asked.forEach(want -> out.add(new Effect.Fetch(want, Optional.empty())));
  }

  private void ask(Want want, Optional<ValidatorId> first, Outbox out) {
    if (asked.add(want)) {
      out.add(new Effect.Fetch(want, first));
    }
  }
}
