package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The votes and certificates of a [Replica] and the view that they put it in: everything that
/// safety rests on.
///
/// It counts votes into certificates, learns certificates, enters views, casts own votes, makes
/// blocks final, and halts when what it learns cannot be. It knows neither time nor what the
/// application says of blocks, except which ones failed its check.
final class Ballot {
  /// Of how many windows of K views the votes are kept while nothing becomes final. Older views can
  /// still be decided by certificates, which are kept until then.
  private static final int UNDECIDED_WINDOWS = 4;

  private final ConsensusConfig config;
  private final Outbox out;
  private final ViewLog log;
  private final VoteTally tally;
  private final OwnVotes own;
  private final TreeMap<View, BlockId> failedChecks;
  private View current;
  private @Nullable VerifiedCertificate entry;
  private Settled settled;
  private boolean isHalted;

  Ballot(ConsensusConfig config, SafetyRecords records, Outbox out) {
    this.config = config;
    this.out = out;
    this.log = new ViewLog(config.root());
    this.tally = new VoteTally(config.validators());
    this.own = new OwnVotes(records.floor());
    this.failedChecks = new TreeMap<>();
    records.certificates().forEach(this::restore);
    records.votes().forEach(own::record);
    this.entry = log.highest().orElse(null);
    this.current = entry == null ? View.ZERO.next() : entry.view().next();
    this.settled = new Settled(config, log);
  }

  private Ballot(Ballot other, Outbox out) {
    this.config = other.config;
    this.out = out;
    this.log = other.log.copy();
    this.tally = other.tally.copy();
    this.own = other.own.copy();
    this.failedChecks = new TreeMap<>(other.failedChecks);
    this.current = other.current;
    this.entry = other.entry;
    this.settled = other.settled;
    this.isHalted = other.isHalted;
  }

  Ballot copy(Outbox copiesOut) {
    return new Ballot(this, copiesOut);
  }

  View current() {
    return current;
  }

  Optional<VerifiedCertificate> entry() {
    return Optional.ofNullable(entry);
  }

  ViewLog log() {
    return log;
  }

  VoteTally tally() {
    return tally;
  }

  OwnVotes own() {
    return own;
  }

  Settled settled() {
    return settled;
  }

  boolean isHalted() {
    return isHalted;
  }

  /// Whether a notarized block waits for its finality.
  boolean isUnfinal() {
    return log.highestNotarized().isAfter(log.lastFinal());
  }

  /// Rule 12, upon a recovery: commit what was final, sign the own votes again, and vote to
  /// finalize what was notarized when the process ended.
  void resume() {
    log.finalization().ifPresent(finalization -> out.add(new Effect.Commit(finalization)));
    own.from(lowestResent()).stream()
        .filter(this::isResent)
        .forEach(vote -> out.add(new Effect.Sign(vote)));
    log.notarizedViews().forEach(this::finalizeIfAllowed);
  }

  /// Rule 1, upon receiving a vote for a view in (last final − K, current + 1]: count it, or report
  /// that it conflicts with an earlier one.
  void onVote(VerifiedVote vote) {
    View view = vote.vote().view();
    if (isForeign(vote.signer(), vote.vote())) {
      haltForForeignVote(vote.vote());
      return;
    }
    if (view.isBefore(lowestCounted()) || view.isAfter(current.next())) {
      return;
    }
    tally.conflict(vote).ifPresent(evidence -> out.add(new Effect.Report(evidence)));
    count(vote);
  }

  void onCertificate(VerifiedCertificate certificate, Optional<ValidatorId> from) {
    NavigableSet<ValidatorId> holders = knownHolders(certificate.vote());
    from.ifPresent(holders::add);
    learn(certificate, holders, false);
  }

  /// Rule 10: casts an own vote. It is remembered durably before it is signed, and comes back
  /// signed.
  void cast(Vote vote) {
    own.record(vote);
    out.add(new Effect.Persist(new SafetyRecord.OwnVote(vote)));
    out.add(new Effect.Sign(vote));
  }

  /// Rule 10, upon the signature of an own vote: send it and count it like any other.
  void onSigned(VerifiedVote vote) {
    Invariant.check(
        config.self().filter(vote.signer()::equals).isPresent(), "a replica signs as itself");
    if (own.contains(vote.vote())) {
      own.keepSigned(vote);
      out.add(new Effect.BroadcastVote(vote.signed()));
      count(vote);
    }
  }

  /// Sends the own votes again, byte for byte, and the certificate of entry. The own votes are
  /// counted again too: a quorum may lack nothing else.
  void resend() {
    for (VerifiedVote vote : own.signedFrom(lowestResent())) {
      if (isResent(vote.vote())) {
        out.add(new Effect.BroadcastVote(vote.signed()));
        count(vote);
      }
    }
    resendEntry();
  }

  void resendEntry() {
    entry()
        .ifPresent(
            held -> out.add(new Effect.BroadcastCertificate(held.certificate(), new TreeSet<>())));
  }

  /// The application says that a block is invalid.
  void onInvalid(View view, BlockId block) {
    if (!view.isBefore(log.lastFinal()) && !view.isAfter(current)) {
      failedChecks.put(view, block);
      haltIfDiverged(view);
    }
  }

  void checkInvariants() {
    log.checkInvariants(current);
    own.checkInvariants(current);
    tally.checkInvariants(lowestCounted(), current.next());
    Invariant.check(!own.floor().isBefore(log.lastFinal()), "no vote is cast at a final view");
    Invariant.check(
        failedChecks.isEmpty() || !failedChecks.firstKey().isBefore(log.lastFinal()),
        "failed checks are forgotten with finality");
  }

  private void restore(VerifiedCertificate certificate) {
    Invariant.check(
        log.contradicting(certificate.vote()).isEmpty(),
        () -> "the journal's " + certificate + " contradicts no other");
    if (!log.covers(certificate.vote())) {
      log.add(certificate);
    }
  }

  /// Rule 1, upon a quorum of the same vote: that is its certificate.
  private void count(VerifiedVote vote) {
    if (tally.add(vote) && !log.covers(vote.vote())) {
      tally
          .certificate(vote.vote())
          .ifPresent(certificate -> learn(certificate, knownHolders(vote.vote()), true));
    }
  }

  /// Rule 2, upon forming or learning a certificate: remember it, pass it on once, and enter the
  /// next view.
  private void learn(
      VerifiedCertificate certificate, NavigableSet<ValidatorId> holders, boolean isFormed) {
    Vote vote = certificate.vote();
    Optional<VerifiedCertificate> rival = log.contradicting(vote);
    if (rival.isPresent()) {
      haltForContradiction(rival.get().certificate(), certificate.certificate());
      return;
    }
    if (log.covers(vote)) {
      return;
    }
    if (config.self().filter(self -> signedBy(certificate, self)).isPresent()
        && isForeign(config.self().get(), vote)) {
      haltForForeignVote(vote);
      return;
    }
    boolean isSentOn = isFormed || isProgress(vote);
    log.add(certificate);
    settled = new Settled(config, log);
    out.add(new Effect.Persist(new SafetyRecord.Learned(certificate.certificate())));
    enterAfter(certificate);
    if (haltIfDiverged(vote.view())) {
      return;
    }
    if (isSentOn) {
      out.add(new Effect.BroadcastCertificate(certificate.certificate(), holders));
    }
    switch (vote) {
      case Vote.Notarize _ -> finalizeIfAllowed(vote.view());
      case Vote.Finalize _ -> onFinal(certificate);
      case Vote.Nullify _ -> {}
    }
  }

  /// Rule 3: enter view v with a certificate of v − 1, or of a view above.
  private void enterAfter(VerifiedCertificate certificate) {
    if (!certificate.view().isBefore(current)) {
      entry = certificate;
      current = certificate.view().next();
      tally.prune(lowestCounted());
    }
  }

  /// Rule 9: a finalization makes the block and all its ancestors final; nothing at or below its
  /// view is voted for again.
  private void onFinal(VerifiedCertificate finalization) {
    out.add(new Effect.Commit(finalization));
    own.raiseFloor(finalization.view());
    failedChecks.headMap(finalization.view(), false).clear();
    tally.prune(lowestCounted());
  }

  /// Rule 8: finalize on a notarization of v, if this replica never voted nullify(v).
  private void finalizeIfAllowed(View view) {
    if (config.self().isPresent() && own.mayFinalize(view)) {
      log.notarization(view)
          .map(ViewLog::blockOf)
          .ifPresent(block -> cast(new Vote.Finalize(config.epoch(), view, block)));
    }
  }

  /// Whether a certificate moves this replica, or shows it a higher notarized view. What it only
  /// asked for to fill a gap behind it is not sent on: who lacks that too asks for it too.
  private boolean isProgress(Vote vote) {
    return switch (vote) {
      case Vote.Finalize _ -> true;
      case Vote.Notarize(_, View view, _, _) -> view.isAfter(log.highestNotarized());
      case Vote.Nullify(_, View view) -> !view.isBefore(current);
    };
  }

  /// Who is known to hold a certificate: with a notarization, who voted to finalize it.
  private NavigableSet<ValidatorId> knownHolders(Vote vote) {
    return switch (vote) {
      case Vote.Notarize(_, View view, _, _) -> tally.finalizers(view);
      case Vote.Nullify _, Vote.Finalize _ -> new TreeSet<>();
    };
  }

  private View lowestCounted() {
    long kept = config.viewsKept();
    long undecided = current.number() - kept * UNDECIDED_WINDOWS;
    return new View(Math.max(1, Math.max(log.lastFinal().number() - kept + 1, undecided)));
  }

  /// A nullify of a view that is over has done its work: who is still in that view needs a
  /// certificate.
  private boolean isResent(Vote vote) {
    return switch (vote) {
      case Vote.Notarize _, Vote.Finalize _ -> true;
      case Vote.Nullify _ -> vote.view().equals(current);
    };
  }

  /// The oldest view whose own votes are sent again: the first that is not final, or the oldest
  /// whose votes are counted at all, should nothing have become final for very long.
  private View lowestResent() {
    return max(log.lastFinal().next(), lowestCounted());
  }

  private static View max(View a, View b) {
    return a.isAfter(b) ? a : b;
  }

  /// Whether a vote carries this replica's name and is none of its own.
  private boolean isForeign(ValidatorId signer, Vote vote) {
    return config.self().filter(signer::equals).isPresent()
        && vote.view().isAfter(own.floor())
        && !own.contains(vote);
  }

  private static boolean signedBy(VerifiedCertificate certificate, ValidatorId validator) {
    return certificate.certificate().signers().contains(validator);
  }

  private void haltForForeignVote(Vote vote) {
    halt(
        "DUPLICATE_KEY: another node votes with this validator's key (it cast "
            + vote
            + "); stop one of the two, and never start this one again with that key");
  }

  /// Rule 14: a certified block fails this node's check. It is this node that is wrong.
  private boolean haltIfDiverged(View view) {
    BlockId failed = failedChecks.get(view);
    boolean isDiverged = failed != null && log.block(view).filter(failed::equals).isPresent();
    if (isDiverged) {
      halt(
          "STATE_ROOT_MISMATCH: block "
              + failed
              + " of view "
              + view
              + " is certified by a quorum and fails this node's check: this node's state or"
              + " program has diverged, and it must not vote");
    }
    return isDiverged;
  }

  private void haltForContradiction(Certificate held, Certificate other) {
    for (int i = 0; i < held.signers().size(); i++) {
      int j = other.signers().indexOf(held.signers().get(i));
      if (j >= 0) {
        report(signedVote(held, i), signedVote(other, j));
      }
    }
    halt(
        "QUORUM_CONTRADICTION: "
            + held.vote()
            + " and "
            + other.vote()
            + " are both certified: more than a third of the voting power is corrupt, and nothing"
            + " more can be trusted until the operators agree which history holds");
  }

  private void report(SignedVote first, SignedVote second) {
    if (Evidence.conflict(first, second).isPresent()) {
      out.add(new Effect.Report(new Evidence(first, second)));
    }
  }

  private static SignedVote signedVote(Certificate certificate, int index) {
    return new SignedVote(
        certificate.vote(), certificate.signers().get(index), certificate.signatures().get(index));
  }

  private void halt(String reason) {
    isHalted = true;
    out.add(new Effect.Halt(reason));
  }
}
