package cairn.consensus;

import cairn.crypto.Hash;
import cairn.quorum.BlockId;
import cairn.quorum.Evidence;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// One replica under test. It signs its votes at once, keeps its journal in memory, remembers every
/// effect, and says briefly what the rest of its committee does.
///
/// Leaders of a committee of four, in epoch 0: view 1 is led by #1, view 2 by #2, view 3 by #3,
/// view 4 by #0.
final class Bench {
  static final PeerId PEER = new PeerId(Hash.tagged("test.peer"));

  private final Committee committee;
  private final Optional<ValidatorId> self;
  private final List<SafetyRecord> journal = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final Map<Timer.Kind, Timer> timers = new EnumMap<>(Timer.Kind.class);
  private Replica replica;
  private boolean signs = true;

  private Bench(Committee committee, Optional<ValidatorId> self, List<SafetyRecord> journal) {
    this.committee = self.map(committee::without).orElse(committee);
    this.self = self;
    this.journal.addAll(journal);
    this.replica = recovered();
  }

  /// Validator `self` of a committee of four, started, with nothing due.
  static Bench validator(int self) {
    return validator(Committee.of(4), self);
  }

  static Bench validator(Committee committee, int self) {
    return new Bench(committee, Optional.of(new ValidatorId(self)), List.of()).start();
  }

  static Bench observer() {
    return new Bench(Committee.of(4), Optional.empty(), List.of()).start();
  }

  /// A validator that was started again with these records.
  static Bench recovered(int self, SafetyRecord... records) {
    Bench bench =
        new Bench(Committee.of(4), Optional.of(new ValidatorId(self)), Arrays.asList(records));
    return bench.start();
  }

  Committee committee() {
    return committee;
  }

  Replica replica() {
    return replica;
  }

  List<SafetyRecord> journal() {
    return journal;
  }

  /// Leaves votes unsigned, as when the process ends before they are.
  Bench withoutSigning() {
    signs = false;
    return this;
  }

  /// Ends the process and starts it again from its journal.
  Bench restart() {
    replica = recovered();
    effects.clear();
    timers.clear();
    signs = true;
    return start();
  }

  List<Effect> step(Event event) {
    List<Effect> caused = new ArrayList<>();
    run(event, caused);
    effects.addAll(caused);
    return caused;
  }

  Bench due() {
    step(new Event.BlockDue(true));
    return this;
  }

  Bench notDue() {
    step(new Event.BlockDue(false));
    return this;
  }

  Bench vote(int validator, Vote vote) {
    step(new Event.VoteReceived(committee.cast(validator, vote)));
    return this;
  }

  Bench votes(Vote vote, int... validators) {
    Arrays.stream(validators).forEach(validator -> vote(validator, vote));
    return this;
  }

  Bench learn(VerifiedCertificate certificate) {
    step(new Event.CertificateReceived(certificate, Optional.empty()));
    return this;
  }

  /// Learns the nullifications of these views.
  Bench nullified(long... views) {
    Arrays.stream(views).forEach(view -> learn(committee.nullification(view)));
    return this;
  }

  /// The leader of the view proposes.
  Bench proposal(long view, long parent, String block) {
    return vote(committee.leader(view), Committee.notarize(view, parent, block));
  }

  /// The leader of the view proposes, and the application finds the block valid.
  Bench validProposal(long view, long parent, String block) {
    return proposal(view, parent, block).checked(view, block, true);
  }

  Bench checked(long view, String block, boolean isValid) {
    step(new Event.BlockChecked(new View(view), Committee.block(block), isValid));
    return this;
  }

  Bench built(long view, String block) {
    step(new Event.BlockBuilt(new View(view), Committee.block(block)));
    return this;
  }

  Bench inactive(int... validators) {
    TreeSet<ValidatorId> silent = new TreeSet<>();
    Arrays.stream(validators).forEach(validator -> silent.add(new ValidatorId(validator)));
    step(new Event.InactiveValidators(silent));
    return this;
  }

  /// Fires the newest timer of a kind, which must have been started.
  Bench fire(Timer.Kind kind) {
    step(new Event.TimerFired(timers.get(kind)));
    return this;
  }

  Optional<Effect.StartTimer> newest(Timer.Kind kind) {
    return all(Effect.StartTimer.class).stream()
        .filter(started -> started.timer().kind() == kind)
        .reduce((_, later) -> later);
  }

  /// Forgets the effects so far, but not the timers that run.
  Bench forget() {
    effects.clear();
    return this;
  }

  <E extends Effect> List<E> all(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }

  /// The own votes that were sent.
  List<Vote> cast() {
    return all(Effect.BroadcastVote.class).stream().map(sent -> sent.vote().vote()).toList();
  }

  List<Vote> sentOn() {
    return all(Effect.BroadcastCertificate.class).stream()
        .map(sent -> sent.certificate().vote())
        .toList();
  }

  List<Vote> committed() {
    return all(Effect.Commit.class).stream().map(commit -> commit.finalization().vote()).toList();
  }

  /// The votes of the certificates that were sent to one peer.
  List<Vote> answered() {
    return all(Effect.SendCertificate.class).stream()
        .map(sent -> sent.certificate().vote())
        .toList();
  }

  List<Want> fetched() {
    return all(Effect.Fetch.class).stream().map(Effect.Fetch::want).toList();
  }

  List<Evidence> reported() {
    return all(Effect.Report.class).stream().map(Effect.Report::evidence).toList();
  }

  Optional<String> halt() {
    return all(Effect.Halt.class).stream().map(Effect.Halt::reason).findFirst();
  }

  long view() {
    return replica.status().view().number();
  }

  /// Asks the replica for a certificate; the votes of what it answers.
  List<Vote> ask(Want.Kind kind, long view) {
    forget();
    step(new Event.CertificateWanted(PEER, want(kind, view)));
    return answered();
  }

  static Want want(Want.Kind kind, long view) {
    return new Want(Committee.EPOCH, new View(view), kind);
  }

  static SafetyRecord own(Vote vote) {
    return new SafetyRecord.OwnVote(vote);
  }

  static SafetyRecord learned(VerifiedCertificate certificate) {
    return new SafetyRecord.Learned(certificate.certificate());
  }

  static BlockId block(String name) {
    return Committee.block(name);
  }

  private Bench start() {
    step(new Event.Started());
    return this;
  }

  private Replica recovered() {
    return Replica.recover(
        committee.config(self), SafetyRecords.fold(committee.verifier(), journal));
  }

  private void run(Event event, List<Effect> caused) {
    for (Effect effect : replica.step(event)) {
      caused.add(effect);
      switch (effect) {
        case Effect.Persist(SafetyRecord record) -> journal.add(record);
        case Effect.Sign(Vote vote) -> {
          if (signs) {
            run(new Event.Signed(committee.cast(self.orElseThrow().index(), vote)), caused);
          }
        }
        case Effect.StartTimer(Timer timer, _) -> timers.put(timer.kind(), timer);
        case Effect.BroadcastVote _,
            Effect.BroadcastCertificate _,
            Effect.SendCertificate _,
            Effect.Fetch _,
            Effect.Build _,
            Effect.Check _,
            Effect.Commit _,
            Effect.Report _,
            Effect.Halt _ -> {}
      }
    }
  }
}
