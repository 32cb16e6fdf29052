package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The certificates that a replica holds: the best finalization, and the notarizations and
/// nullifications of the views above it. A finalization covers all that is below it, which is
/// forgotten.
final class ViewLog {
  private final BlockId root;
  private final TreeMap<View, VerifiedCertificate> notarizations;
  private final TreeMap<View, VerifiedCertificate> nullifications;
  private @Nullable VerifiedCertificate finalization;

  ViewLog(BlockId root) {
    this.root = root;
    this.notarizations = new TreeMap<>();
    this.nullifications = new TreeMap<>();
  }

  private ViewLog(ViewLog other) {
    this.root = other.root;
    this.notarizations = new TreeMap<>(other.notarizations);
    this.nullifications = new TreeMap<>(other.nullifications);
    this.finalization = other.finalization;
  }

  ViewLog copy() {
    return new ViewLog(this);
  }

  Optional<VerifiedCertificate> finalization() {
    return Optional.ofNullable(finalization);
  }

  /// The highest final view; the epoch's root, view 0, is final from the start.
  View lastFinal() {
    return finalization == null ? View.ZERO : finalization.view();
  }

  BlockId lastFinalBlock() {
    return finalization == null ? root : blockOf(finalization);
  }

  /// The highest view that is notarized or final.
  View highestNotarized() {
    return notarizations.isEmpty() ? lastFinal() : notarizations.lastKey();
  }

  Optional<VerifiedCertificate> notarization(View view) {
    return Optional.ofNullable(notarizations.get(view));
  }

  Optional<VerifiedCertificate> nullification(View view) {
    return Optional.ofNullable(nullifications.get(view));
  }

  /// The views above the last final one that are notarized, in ascending order.
  List<View> notarizedViews() {
    return List.copyOf(notarizations.keySet());
  }

  int nullifiedViews() {
    return nullifications.size();
  }

  /// The votes of all certificates that are held.
  List<Vote> certified() {
    List<Vote> votes = new ArrayList<>(notarizations.size() + nullifications.size() + 1);
    finalization().ifPresent(held -> votes.add(held.vote()));
    notarizations.values().forEach(held -> votes.add(held.vote()));
    nullifications.values().forEach(held -> votes.add(held.vote()));
    return votes;
  }

  /// The block of a notarized or final view, as far as it is held: of the last final view or above.
  Optional<BlockId> block(View view) {
    if (view.equals(lastFinal())) {
      return Optional.of(lastFinalBlock());
    }
    return notarization(view).map(ViewLog::blockOf);
  }

  /// The views in (`low`, `high`) of which no nullification is held, the lowest first, at most
  /// `limit` of them.
  List<View> unnullified(View low, View high, int limit) {
    List<View> missing = new ArrayList<>();
    for (View view = low.next();
        view.isBefore(high) && missing.size() < limit;
        view = view.next()) {
      if (!nullifications.containsKey(view)) {
        missing.add(view);
      }
    }
    return missing;
  }

  /// The highest notarized or final view below `view` with nullifications of every view in between:
  /// what a leader of `view` builds on. Empty while one of those is missing.
  Optional<View> parentFor(View view) {
    View candidate = highestNotarizedBelow(view);
    return unnullified(candidate, view, 1).isEmpty() ? Optional.of(candidate) : Optional.empty();
  }

  /// The certificate held that cannot stand beside one of this vote, as long as less than a third
  /// of the power is faulty.
  Optional<VerifiedCertificate> contradicting(Vote vote) {
    View view = vote.view();
    List<VerifiedCertificate> rivals = new ArrayList<>();
    if (finalization != null && finalization.view().equals(view)) {
      rivals.add(finalization);
    }
    notarization(view).ifPresent(rivals::add);
    nullification(view).ifPresent(rivals::add);
    return rivals.stream().filter(rival -> contradict(rival.vote(), vote)).findFirst();
  }

  /// Whether a certificate of this vote is held, or covered by the finalization.
  boolean covers(Vote vote) {
    View view = vote.view();
    return !view.isAfter(lastFinal())
        || switch (vote) {
          case Vote.Notarize _ -> notarizations.containsKey(view);
          case Vote.Nullify _ -> nullifications.containsKey(view);
          case Vote.Finalize _ -> false;
        };
  }

  /// Takes in a certificate that is not covered and contradicts nothing.
  void add(VerifiedCertificate certificate) {
    switch (certificate.vote()) {
      case Vote.Notarize _ -> notarizations.put(certificate.view(), certificate);
      case Vote.Nullify _ -> nullifications.put(certificate.view(), certificate);
      case Vote.Finalize _ -> {
        finalization = certificate;
        notarizations.headMap(certificate.view(), true).clear();
        nullifications.headMap(certificate.view(), true).clear();
      }
    }
  }

  /// The best held answer to a want.
  Optional<VerifiedCertificate> answer(Want want) {
    View view = want.view();
    if (finalization != null && !finalization.view().isBefore(view)) {
      return Optional.of(finalization);
    }
    return switch (want.kind()) {
      case COVERING ->
          highestNotarized().isBefore(view)
              ? nullification(view)
              : notarization(highestNotarized());
      case NOTARIZATION -> notarization(view);
      case NULLIFICATION -> nullification(view);
    };
  }

  /// The certificate of the highest view, by which a replica enters the next: a finalization before
  /// a notarization before a nullification.
  Optional<VerifiedCertificate> highest() {
    VerifiedCertificate best = finalization;
    if (!notarizations.isEmpty()) {
      best = notarizations.lastEntry().getValue();
    }
    if (!nullifications.isEmpty()
        && (best == null || nullifications.lastKey().isAfter(best.view()))) {
      best = nullifications.lastEntry().getValue();
    }
    return Optional.ofNullable(best);
  }

  void checkInvariants(View current) {
    Invariant.check(
        notarizations.isEmpty() || notarizations.firstKey().isAfter(lastFinal()),
        "notarizations are held above the last final view only");
    Invariant.check(
        nullifications.isEmpty() || nullifications.firstKey().isAfter(lastFinal()),
        "nullifications are held above the last final view only");
    Invariant.check(
        highest().map(VerifiedCertificate::view).orElse(View.ZERO).next().equals(current),
        "the current view is the one after the highest certificate");
  }

  static BlockId blockOf(VerifiedCertificate certificate) {
    return switch (certificate.vote()) {
      case Vote.Notarize(_, _, _, BlockId block) -> block;
      case Vote.Finalize(_, _, BlockId block) -> block;
      case Vote.Nullify nullify ->
          throw new InvariantViolation("a nullification has no block: view " + nullify.view());
    };
  }

  private View highestNotarizedBelow(View view) {
    View notarized = notarizations.lowerKey(view);
    return notarized == null ? lastFinal() : notarized;
  }

  private static boolean contradict(Vote held, Vote other) {
    return switch (held) {
      case Vote.Notarize notarize ->
          switch (other) {
            case Vote.Notarize _ -> !notarize.equals(other);
            case Vote.Finalize finalize -> !notarize.block().equals(finalize.block());
            case Vote.Nullify _ -> false;
          };
      case Vote.Finalize finalize ->
          switch (other) {
            case Vote.Notarize notarize -> !notarize.block().equals(finalize.block());
            case Vote.Finalize _ -> !finalize.equals(other);
            case Vote.Nullify _ -> true;
          };
      case Vote.Nullify _ -> other instanceof Vote.Finalize;
    };
  }
}
