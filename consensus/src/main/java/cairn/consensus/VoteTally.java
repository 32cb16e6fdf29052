package cairn.consensus;

import cairn.quorum.Evidence;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The votes of a window of views, counted. Of each validator the first vote of a kind counts in a
/// view, and none that conflicts with an earlier one: that is evidence.
final class VoteTally {
  private final ValidatorSet validators;
  private final TreeMap<View, Votes> views;

  VoteTally(ValidatorSet validators) {
    this.validators = validators;
    this.views = new TreeMap<>();
  }

  private VoteTally(VoteTally other) {
    this.validators = other.validators;
    this.views = new TreeMap<>();
    other.views.forEach((view, votes) -> views.put(view, votes.copy()));
  }

  VoteTally copy() {
    return new VoteTally(this);
  }

  /// The proof that the signer cast this vote against an earlier one of its own; given once for
  /// each validator and view.
  Optional<Evidence> conflict(VerifiedVote vote) {
    Votes votes = views.get(vote.vote().view());
    if (votes == null || votes.reported.contains(vote.signer())) {
      return Optional.empty();
    }
    Optional<Evidence> evidence =
        votes.earlier(vote).map(earlier -> new Evidence(earlier.signed(), vote.signed()));
    evidence.ifPresent(_ -> votes.reported.add(vote.signer()));
    return evidence;
  }

  /// Counts a vote; answers whether it was new and counts.
  boolean add(VerifiedVote vote) {
    Votes votes = views.computeIfAbsent(vote.vote().view(), _ -> new Votes());
    if (votes.earlier(vote).isPresent()) {
      return false;
    }
    if (votes.of(vote.vote()).putIfAbsent(vote.signer(), vote) != null) {
      return false;
    }
    votes.powers.merge(vote.vote(), validators.power(vote.signer()), Math::addExact);
    return true;
  }

  /// The certificate of this vote, if a quorum cast it.
  Optional<VerifiedCertificate> certificate(Vote vote) {
    Votes votes = views.get(vote.view());
    if (votes == null || !validators.isQuorum(votes.powers.getOrDefault(vote, 0L))) {
      return Optional.empty();
    }
    List<VerifiedVote> agreeing =
        votes.of(vote).values().stream().filter(cast -> cast.vote().equals(vote)).toList();
    return Optional.of(VerifiedCertificate.assemble(validators, agreeing));
  }

  /// The notarize vote of a validator: if it leads the view, its proposal.
  Optional<Vote.Notarize> notarize(View view, ValidatorId validator) {
    Votes votes = views.get(view);
    if (votes == null || !votes.notarize.containsKey(validator)) {
      return Optional.empty();
    }
    return switch (votes.notarize.get(validator).vote()) {
      case Vote.Notarize notarize -> Optional.of(notarize);
      case Vote.Nullify _, Vote.Finalize _ ->
          throw new InvariantViolation("notarize votes are counted as such");
    };
  }

  boolean hasNullified(View view, ValidatorId validator) {
    Votes votes = views.get(view);
    return votes != null && votes.nullify.containsKey(validator);
  }

  boolean isNullifiedByMoreThanThird(View view, Vote.Nullify vote) {
    Votes votes = views.get(view);
    return votes != null && validators.isMoreThanThird(votes.powers.getOrDefault(vote, 0L));
  }

  /// Who voted notarize in a view, whatever block.
  NavigableSet<ValidatorId> notarizers(View view) {
    Votes votes = views.get(view);
    return votes == null ? new TreeSet<>() : new TreeSet<>(votes.notarize.keySet());
  }

  NavigableSet<ValidatorId> nullifiers(View view) {
    Votes votes = views.get(view);
    return votes == null ? new TreeSet<>() : new TreeSet<>(votes.nullify.keySet());
  }

  NavigableSet<ValidatorId> finalizers(View view) {
    Votes votes = views.get(view);
    return votes == null ? new TreeSet<>() : new TreeSet<>(votes.finalize.keySet());
  }

  /// Forgets the views below `lowest`.
  void prune(View lowest) {
    views.headMap(lowest, false).clear();
  }

  void checkInvariants(View lowest, View highest) {
    Invariant.check(
        views.headMap(lowest, false).isEmpty() && views.tailMap(highest, false).isEmpty(),
        "votes are kept within their window only");
  }

  /// The votes of one view.
  private static final class Votes {
    private final TreeMap<ValidatorId, VerifiedVote> notarize = new TreeMap<>();
    private final TreeMap<ValidatorId, VerifiedVote> nullify = new TreeMap<>();
    private final TreeMap<ValidatorId, VerifiedVote> finalize = new TreeMap<>();
    // Looked up only, never iterated: its order says nothing.
    private final Map<Vote, Long> powers = new HashMap<>();
    private final TreeSet<ValidatorId> reported = new TreeSet<>();

    private Votes copy() {
      Votes copy = new Votes();
      copy.notarize.putAll(notarize);
      copy.nullify.putAll(nullify);
      copy.finalize.putAll(finalize);
      copy.powers.putAll(powers);
      copy.reported.addAll(reported);
      return copy;
    }

    private Map<ValidatorId, VerifiedVote> of(Vote vote) {
      return switch (vote) {
        case Vote.Notarize _ -> notarize;
        case Vote.Nullify _ -> nullify;
        case Vote.Finalize _ -> finalize;
      };
    }

    /// An earlier vote of the same signer that no honest validator casts beside this one.
    private Optional<VerifiedVote> earlier(VerifiedVote vote) {
      for (Map<ValidatorId, VerifiedVote> kind : List.of(notarize, nullify, finalize)) {
        VerifiedVote earlier = kind.get(vote.signer());
        if (earlier != null && Evidence.conflict(earlier.signed(), vote.signed()).isPresent()) {
          return Optional.of(earlier);
        }
      }
      return Optional.empty();
    }
  }
}
