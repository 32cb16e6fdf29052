package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// One validator's, or one observer's, part in Simplex for one epoch: events in, effects out.
///
/// Deterministic: the same state and event give the same effects. It has no clock, randomness, keys
/// or I/O, and belongs to one thread. The protocol as `package-info` states it is in two halves:
/// handlers take in what came, and [#applyRules] does what the state then calls for. The rules look
/// at the state alone, so it does not matter which event made them apply, or how often.
public final class Replica {
  private final ConsensusConfig config;
  private final Outbox out = new Outbox();
  private final Ballot ballot;
  private final Pacemaker pacemaker;
  private final Gaps gaps;
  private Turn turn = Turn.FRESH;
  private SortedSet<ValidatorId> inactive = new TreeSet<>();
  private boolean isTransactionWaiting;
  private boolean isStarted;

  private Replica(ConsensusConfig config, SafetyRecords records) {
    this.config = config;
    this.ballot = new Ballot(config, records, out);
    this.pacemaker = new Pacemaker(config.timing(), ballot.log().nullifiedViews());
    this.gaps = new Gaps(config.epoch());
  }

  private Replica(Replica other) {
    this.config = other.config;
    this.ballot = other.ballot.copy(out);
    this.pacemaker = other.pacemaker.copy();
    this.gaps = other.gaps.copy();
    this.turn = other.turn;
    this.inactive = new TreeSet<>(other.inactive);
    this.isTransactionWaiting = other.isTransactionWaiting;
    this.isStarted = other.isStarted;
  }

  /// A replica that goes on where its records end. The first event must be [Event.Started].
  public static Replica recover(ConsensusConfig config, SafetyRecords records) {
    Replica replica = new Replica(config, records);
    replica.checkInvariants();
    return replica;
  }

  /// A second replica in the same state, to explore what else could happen.
  public Replica copy() {
    return new Replica(this);
  }

  /// Takes in one event and says what is to be done for it, in order. After a [Effect.Halt] it
  /// takes in nothing more.
  public List<Effect> step(Event event) {
    if (ballot.isHalted()) {
      return List.of();
    }
    Invariant.check(
        isStarted != event instanceof Event.Started, "Started comes once, before all other events");
    View viewBefore = ballot.current();
    View finalBefore = ballot.log().lastFinal();
    take(event);
    if (!ballot.isHalted()) {
      keepPace(viewBefore, finalBefore);
      applyRules();
      checkInvariants();
    }
    return out.drain();
  }

  public ReplicaStatus status() {
    return new ReplicaStatus(
        config.epoch(),
        view(),
        leader(),
        ballot.log().lastFinal(),
        ballot.log().lastFinalBlock(),
        ballot.log().highestNotarized(),
        isBlockDue(),
        proposal().map(Vote.Notarize::block),
        ballot.tally().notarizers(view()),
        ballot.tally().nullifiers(view()),
        ballot.tally().finalizers(ballot.log().highestNotarized()),
        gaps.wants(),
        ballot.isHalted());
  }

  /// What this replica has no more use for; the same object until that changes.
  public Settled settled() {
    return ballot.settled();
  }

  private void take(Event event) {
    switch (event) {
      case Event.Started _ -> onStarted();
      case Event.VoteReceived(VerifiedVote vote) -> {
        if (isOfThisEpoch(vote.vote().epoch())) {
          ballot.onVote(vote);
        }
      }
      case Event.CertificateReceived(var certificate, var from) -> {
        if (isOfThisEpoch(certificate.vote().epoch())) {
          ballot.onCertificate(certificate, from);
        }
      }
      case Event.CertificateWanted(PeerId from, Want want) -> onWanted(from, want);
      case Event.PeerConnected(PeerId peer, _) -> onConnected(peer);
      case Event.TimerFired(Timer timer) -> onTimer(timer);
      case Event.BlockBuilt(View view, BlockId block) -> onBuilt(view, block);
      case Event.BuildDeclined(View view) -> onDeclined(view);
      case Event.NothingToBuild(View view) -> onNothingToBuild(view);
      case Event.BlockChecked(View view, BlockId block, boolean isValid) ->
          onChecked(view, block, isValid);
      case Event.ProposalRefused(View view, BlockId block) ->
          onAnswered(view, block, turn.giveUp());
      case Event.Signed(VerifiedVote vote) -> ballot.onSigned(vote);
      case Event.BlockDue(boolean isDue) -> isTransactionWaiting = isDue;
      case Event.InactiveValidators(SortedSet<ValidatorId> silent) ->
          inactive = new TreeSet<>(silent);
      case Event.TimingChanged(Timing timing) -> pacemaker.set(timing);
    }
  }

  /// Rule 12, upon a recovery: do at once what a stuck replica does with every retry.
  private void onStarted() {
    isStarted = true;
    ballot.resume();
    ballot.resendEntry();
    pacemaker.startHeartbeat(ballot.log().lastFinal(), out);
  }

  /// Rule 13, upon a want: send what is held, one certificate at most.
  private void onWanted(PeerId from, Want want) {
    if (isOfThisEpoch(want.epoch())) {
      ballot
          .log()
          .answer(want)
          .ifPresent(held -> out.add(new Effect.SendCertificate(from, held.certificate())));
    }
  }

  /// Rule 13, upon a new connection: send the best finalization and the certificate of entry.
  private void onConnected(PeerId peer) {
    Optional<VerifiedCertificate> finalization = ballot.log().finalization();
    Optional<VerifiedCertificate> entry =
        ballot.entry().filter(held -> !finalization.equals(Optional.of(held)));
    finalization.ifPresent(held -> out.add(new Effect.SendCertificate(peer, held.certificate())));
    entry.ifPresent(held -> out.add(new Effect.SendCertificate(peer, held.certificate())));
  }

  private void onTimer(Timer timer) {
    if (!pacemaker.fire(timer)) {
      return;
    }
    switch (timer.kind()) {
      case LEADER -> turn = proposal().isPresent() ? turn : turn.giveUp();
      case NOTARIZATION -> turn = turn.giveUp();
      case FOLLOW_UP -> turn = turn.afterFollowUp();
      case RETRY -> onRetry();
      case HEARTBEAT -> {}
    }
  }

  /// Rule 12, upon a retry interval while stuck: send again, and ask again for what is missing, now
  /// of anybody.
  private void onRetry() {
    ballot.resend();
    gaps.askAgain(out);
    gaps.ask(Want.Kind.COVERING, view(), out);
    if (ballot.isUnfinal()) {
      gaps.ask(Want.Kind.COVERING, ballot.log().highestNotarized(), out);
    }
  }

  /// Rule 4, upon the block: the leader's notarize vote is its proposal.
  private void onBuilt(View view, BlockId block) {
    Optional<View> parent = turn.build();
    if (view.equals(view()) && parent.isPresent() && ballot.own().mayNotarize(view)) {
      turn = turn.notBuilding();
      ballot.cast(new Vote.Notarize(config.epoch(), view, parent.get(), block));
    }
  }

  private void onDeclined(View view) {
    boolean isAsked = view.equals(view()) && turn.build().isPresent();
    turn = isAsked ? turn.notBuilding().giveUp() : turn;
  }

  private void onNothingToBuild(View view) {
    isTransactionWaiting = false;
    turn = view.equals(view()) ? turn.notBuilding() : turn;
  }

  /// Rules 6 and 14, upon the answer to a check.
  private void onChecked(View view, BlockId block, boolean isValid) {
    onAnswered(view, block, isValid ? turn.valid() : turn.giveUp());
    if (!isValid) {
      ballot.onInvalid(view, block);
    }
  }

  private void onAnswered(View view, BlockId block, Turn then) {
    turn = view.equals(view()) && turn.isChecking(block) ? then : turn;
  }

  /// What a change of view, or a finalization, does to timers and to the block budget.
  private void keepPace(View viewBefore, View finalBefore) {
    if (!view().equals(viewBefore)) {
      turn = Turn.FRESH;
      pacemaker.enterView();
      if (ballot.entry().filter(entry -> entry.vote() instanceof Vote.Nullify).isPresent()) {
        pacemaker.onNullified();
      }
    }
    if (!ballot.log().lastFinal().equals(finalBefore)) {
      pacemaker.onFinalized(ballot.log().lastFinal(), out);
    }
  }

  private void applyRules() {
    propose();
    List<Want> unsettled = follow();
    nullify();
    gaps.update(unsettled, leader(), gaps.behind(view(), ballot.log()), out);
    armTimers();
  }

  /// Rule 4: the leader of v builds on the highest notarized view p < v for which it holds
  /// nullifications of every view in between, if a block is due.
  private void propose() {
    boolean mayBeEmpty = isHeartbeatDue() || (turn.followUpElapsed() && ballot.isUnfinal());
    if (!isVoter()
        || !leader().equals(config.self().get())
        || !ballot.own().mayNotarize(view())
        || turn.givenUp()
        || turn.build().isPresent()
        || !(isTransactionWaiting || mayBeEmpty)) {
      return;
    }
    Optional<View> parent = ballot.log().parentFor(view());
    if (parent.isPresent()) {
      turn = turn.building(parent.get());
      BlockId block = ballot.log().block(parent.get()).orElseThrow();
      out.add(new Effect.Build(view(), parent.get(), block, pacemaker.budgetShift(), mayBeEmpty));
    }
  }

  /// Rules 5 and 6: a follower takes the leader's first proposal. Its parent is any notarized or
  /// final view, at or above the last final one, with every view in between nullified; what of that
  /// is missing is returned, to be fetched. Then the block is checked, and if it is valid, voted
  /// for: at most once a view, and never after an own nullify.
  private List<Want> follow() {
    Optional<Vote.Notarize> proposed = proposal();
    if (!isVoter() || proposed.isEmpty() || !ballot.own().mayNotarize(view())) {
      return List.of();
    }
    Vote.Notarize proposal = proposed.get();
    if (proposal.parentView().isBefore(ballot.log().lastFinal())) {
      turn = turn.giveUp();
      return List.of();
    }
    List<Want> unsettled = gaps.of(proposal, ballot.log());
    if (unsettled.isEmpty()) {
      checkThenVote(proposal);
    }
    return unsettled;
  }

  private void checkThenVote(Vote.Notarize proposal) {
    if (turn.check().isEmpty()) {
      turn = turn.checking(proposal.block());
      BlockId parent = ballot.log().block(proposal.parentView()).orElseThrow();
      out.add(new Effect.Check(view(), proposal.block(), proposal.parentView(), parent, leader()));
    } else if (turn.checkedValid()) {
      ballot.cast(proposal);
    }
  }

  /// Rule 7: nullify on a timeout, an invalid proposal or a declined turn, on the leader's own
  /// nullify, on nullify from more than a third, or when the leader is inactive while a quorum is
  /// active; once, and never after an own finalize.
  private void nullify() {
    if (isVoter()
        && ballot.own().mayNullify(view())
        && (turn.givenUp()
            || ballot.tally().hasNullified(view(), leader())
            || isNullifiedByMoreThanThird()
            || isLeaderInactive())) {
      ballot.cast(new Vote.Nullify(config.epoch(), view()));
    }
  }

  /// Rules 11 and 12: timers run only while a block is due; a stuck replica retries.
  private void armTimers() {
    boolean isWaiting = isBlockDue() && isVoter() && ballot.own().mayNullify(view());
    arm(Timer.Kind.LEADER, isWaiting && proposal().isEmpty());
    arm(Timer.Kind.NOTARIZATION, isWaiting);
    boolean isLeading = isWaiting && leader().equals(config.self().get());
    arm(
        Timer.Kind.FOLLOW_UP,
        isLeading
            && ballot.isUnfinal()
            && !turn.followUpElapsed()
            && turn.build().isEmpty()
            && proposal().isEmpty());
    arm(Timer.Kind.RETRY, isStuck());
  }

  private void arm(Timer.Kind kind, boolean isWanted) {
    if (isWanted) {
      pacemaker.arm(kind, view(), slowness(), out);
    } else {
      pacemaker.disarm(kind);
    }
  }

  /// Rule 11: block due holds when a transaction waits; or the highest notarized block is not
  /// final; or more than a third nullified this view; or the heartbeat has elapsed; or the leader's
  /// proposal of this view is in hand.
  private boolean isBlockDue() {
    return isTransactionWaiting
        || ballot.isUnfinal()
        || isNullifiedByMoreThanThird()
        || isHeartbeatDue()
        || proposal().isPresent();
  }

  /// The heartbeat's block is made once: while a notarized block waits for its finality, that one
  /// counts.
  private boolean isHeartbeatDue() {
    return pacemaker.isHeartbeatElapsed() && !ballot.isUnfinal();
  }

  private boolean isStuck() {
    return isBlockDue() || ballot.own().isNullified(view()) || !gaps.isEmpty();
  }

  /// k: the views since the last finalization, without the one that is entered, a hop before the
  /// last is final, when all goes well.
  private long slowness() {
    return Math.max(0, view().number() - ballot.log().lastFinal().number() - 2);
  }

  private boolean isNullifiedByMoreThanThird() {
    return ballot
        .tally()
        .isNullifiedByMoreThanThird(view(), new Vote.Nullify(config.epoch(), view()));
  }

  /// Whether the leader is silent, so that its turn need not be waited for. If no quorum is heard,
  /// it is this node that is cut off, and nobody is blamed; a proposal already received wins.
  private boolean isLeaderInactive() {
    ValidatorSet all = config.validators();
    long silent = inactive.stream().filter(all::contains).mapToLong(all::power).sum();
    return inactive.contains(leader())
        && all.isQuorum(all.totalPower() - silent)
        && isBlockDue()
        && proposal().isEmpty();
  }

  private View view() {
    return ballot.current();
  }

  private ValidatorId leader() {
    return config.validators().leader(config.epoch(), view());
  }

  /// The proposal of this view: the leader's notarize vote, or the one this replica voted for
  /// before it was restarted.
  private Optional<Vote.Notarize> proposal() {
    return ballot.tally().notarize(view(), leader()).or(() -> ballot.own().notarized(view()));
  }

  private boolean isVoter() {
    return config.self().isPresent();
  }

  private boolean isOfThisEpoch(Epoch epoch) {
    return epoch.equals(config.epoch());
  }

  private void checkInvariants() {
    ballot.checkInvariants();
    Invariant.check(
        gaps.wants().size() <= 2 * Gaps.LIMIT + 1, "as many certificates are asked for as allowed");
  }
}
