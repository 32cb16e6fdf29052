package cairn.consensus;

import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What this replica voted, in every view above a floor that only rises.
///
/// Two rules carry the protocol's safety, and are checked with each vote: at most one notarize in a
/// view and never after a nullify, and never both nullify and finalize. That a view was nullified
/// is remembered as such and never derived from something that is pruned earlier.
final class OwnVotes {
  private final TreeMap<View, Cast> views;
  private final TreeMap<View, List<VerifiedVote>> signed;
  private View floor;

  OwnVotes(View floor) {
    this.views = new TreeMap<>();
    this.signed = new TreeMap<>();
    this.floor = floor;
  }

  private OwnVotes(OwnVotes other) {
    this.views = new TreeMap<>(other.views);
    this.signed = new TreeMap<>(other.signed);
    this.floor = other.floor;
  }

  OwnVotes copy() {
    return new OwnVotes(this);
  }

  View floor() {
    return floor;
  }

  /// Forgets the votes at or below `view`; none is ever cast there again.
  void raiseFloor(View view) {
    if (view.isAfter(floor)) {
      floor = view;
      views.headMap(view, true).clear();
      signed.headMap(view, true).clear();
    }
  }

  boolean mayNotarize(View view) {
    return view.isAfter(floor) && notarized(view).isEmpty() && !isNullified(view);
  }

  boolean mayNullify(View view) {
    return view.isAfter(floor) && !isNullified(view) && !isFinalized(view);
  }

  boolean mayFinalize(View view) {
    return view.isAfter(floor) && !isNullified(view) && !isFinalized(view);
  }

  Optional<Vote.Notarize> notarized(View view) {
    return Optional.ofNullable(cast(view).notarized);
  }

  boolean isNullified(View view) {
    return cast(view).nullified != null;
  }

  boolean isFinalized(View view) {
    return cast(view).finalized != null;
  }

  boolean contains(Vote vote) {
    return cast(vote.view()).votes().contains(vote);
  }

  /// Remembers a vote that this replica casts.
  void record(Vote vote) {
    View view = vote.view();
    Cast before = cast(view);
    Invariant.check(view.isAfter(floor), () -> vote + " is above the floor " + floor);
    switch (vote) {
      case Vote.Notarize notarize -> {
        Invariant.check(before.notarized == null, () -> "one notarize in view " + view);
        Invariant.check(
            before.nullified == null, () -> "no notarize after nullify in view " + view);
        views.put(view, new Cast(notarize, before.nullified, before.finalized));
      }
      case Vote.Nullify nullify -> {
        Invariant.check(before.nullified == null, () -> "one nullify in view " + view);
        Invariant.check(
            before.finalized == null, () -> "no nullify after finalize in view " + view);
        views.put(view, new Cast(before.notarized, nullify, before.finalized));
      }
      case Vote.Finalize finalize -> {
        Invariant.check(
            before.nullified == null, () -> "no finalize after nullify in view " + view);
        Invariant.check(before.finalized == null, () -> "one finalize in view " + view);
        views.put(view, new Cast(before.notarized, before.nullified, finalize));
      }
    }
  }

  /// Keeps a vote with its signature, to send it again byte for byte.
  void keepSigned(VerifiedVote vote) {
    Invariant.check(contains(vote.vote()), () -> vote + " was recorded before it was signed");
    List<VerifiedVote> before = signed.getOrDefault(vote.vote().view(), List.of());
    if (!before.contains(vote)) {
      List<VerifiedVote> after = new ArrayList<>(before);
      after.add(vote);
      signed.put(vote.vote().view(), List.copyOf(after));
    }
  }

  /// The signed votes at or above `lowest`, in ascending order of view.
  List<VerifiedVote> signedFrom(View lowest) {
    return signed.tailMap(lowest, true).values().stream().flatMap(List::stream).toList();
  }

  /// The votes at or above `lowest`, in ascending order of view.
  List<Vote> from(View lowest) {
    List<Vote> votes = new ArrayList<>();
    views.tailMap(lowest, true).values().forEach(cast -> votes.addAll(cast.votes()));
    return votes;
  }

  void checkInvariants(View current) {
    Invariant.check(
        views.headMap(floor, true).isEmpty() && views.tailMap(current, false).isEmpty(),
        "own votes are kept above the floor and up to the current view");
  }

  private Cast cast(View view) {
    return views.getOrDefault(view, Cast.NOTHING);
  }

  /// The votes cast in one view.
  private record Cast(
      Vote.@Nullable Notarize notarized,
      Vote.@Nullable Nullify nullified,
      Vote.@Nullable Finalize finalized) {
    private static final Cast NOTHING = new Cast(null, null, null);

    private List<Vote> votes() {
      List<Vote> votes = new ArrayList<>(2);
      if (notarized != null) {
        votes.add(notarized);
      }
      if (nullified != null) {
        votes.add(nullified);
      }
      if (finalized != null) {
        votes.add(finalized);
      }
      return votes;
    }
  }
}
