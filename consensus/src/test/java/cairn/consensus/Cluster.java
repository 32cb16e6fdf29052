package cairn.consensus;

import cairn.crypto.Hash;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Several replicas and a network that a script directs: messages are delivered in order and at
/// once by [#settle], timers fire when the script says so, links are cut and nodes crash. The
/// application makes a new block for each build and finds every block valid. After each step the
/// replicas must agree on every final view.
final class Cluster {
  private static final int MOST_STEPS = 200_000;

  /// A message on its way.
  record Mail(int from, int to, Event event) {}

  private final Committee committee;
  private final int size;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<List<SafetyRecord>> journals = new ArrayList<>();
  private final List<Map<Timer.Kind, Timer>> timers = new ArrayList<>();
  private final ArrayDeque<Mail> mail = new ArrayDeque<>();
  private final TreeSet<Integer> down = new TreeSet<>();
  private final TreeSet<Integer> isolated = new TreeSet<>();
  private final TreeMap<View, BlockId> finals = new TreeMap<>();
  private Predicate<Mail> lost = _ -> false;
  private long goal;
  private int blocks;

  private Cluster(Committee committee) {
    this.committee = committee;
    this.size = committee.set().size();
    for (int i = 0; i < size; i++) {
      journals.add(new ArrayList<>());
      timers.add(new EnumMap<>(Timer.Kind.class));
    }
  }

  /// A cluster that is not started: its past may still be told.
  static Cluster of(int validators) {
    return new Cluster(Committee.of(validators));
  }

  /// In the past the signers cast a vote and made a certificate of it, which the holders learned.
  Cluster past(Vote vote, int[] signers, int... holders) {
    VerifiedCertificate certificate = committee.certificate(vote, signers);
    Arrays.stream(signers).forEach(signer -> journals.get(signer).add(Bench.own(vote)));
    Arrays.stream(holders).forEach(holder -> journals.get(holder).add(Bench.learned(certificate)));
    return this;
  }

  static int[] by(int... validators) {
    return validators;
  }

  Cluster start() {
    for (int i = 0; i < size; i++) {
      replicas.add(recovered(i));
    }
    up().forEach(this::begin);
    return settle();
  }

  /// Blocks are due at all replicas until the view `goal` or a later one is final somewhere.
  Cluster dueUntilFinal(long goal) {
    this.goal = goal;
    up().forEach(i -> run(i, new Event.BlockDue(isDue())));
    return this;
  }

  /// Delivers messages until none is left.
  Cluster settle() {
    for (int steps = 0; !mail.isEmpty(); steps++) {
      if (steps > MOST_STEPS) {
        throw new AssertionError("the network does not settle");
      }
      Mail next = mail.poll();
      boolean isLocal = next.from == next.to;
      boolean arrives = isLocal || (isConnected(next.from, next.to) && !lost.test(next));
      if (!down.contains(next.to) && arrives) {
        run(next.to, next.event);
      }
    }
    return this;
  }

  /// Delivers messages until none is left or somebody reaches the view.
  Cluster settleUntilView(long view) {
    while (!mail.isEmpty() && highestView() < view) {
      Mail next = mail.poll();
      if (!down.contains(next.to) && (next.from == next.to || isConnected(next.from, next.to))) {
        run(next.to, next.event);
      }
    }
    return this;
  }

  /// Fires the running timer of a kind wherever there is one, and delivers what follows.
  Cluster fire(Timer.Kind kind) {
    for (int i : up()) {
      fire(i, kind);
    }
    return settle();
  }

  Cluster fire(int validator, Timer.Kind kind) {
    Timer timer = timers.get(validator).remove(kind);
    if (timer != null) {
      run(validator, new Event.TimerFired(timer));
    }
    return this;
  }

  /// Lets all timers of views run out once, as a long while does.
  Cluster wait(int rounds) {
    for (int i = 0; i < rounds; i++) {
      fire(Timer.Kind.FOLLOW_UP);
      fire(Timer.Kind.RETRY);
      fire(Timer.Kind.LEADER);
      fire(Timer.Kind.NOTARIZATION);
      fire(Timer.Kind.RETRY);
    }
    return this;
  }

  /// Loses messages between nodes from now on.
  Cluster lose(Predicate<Mail> these) {
    lost = these;
    return this;
  }

  Cluster isolate(int... validators) {
    Arrays.stream(validators).forEach(isolated::add);
    return this;
  }

  /// All links work again, and are new connections.
  Cluster heal() {
    isolated.clear();
    lost = _ -> false;
    for (int i : up()) {
      for (int j : up()) {
        if (i != j) {
          mail.add(new Mail(i, i, new Event.PeerConnected(peer(j), Optional.of(id(j)))));
        }
      }
    }
    return settle();
  }

  /// Ends processes; what they had not yet sent is lost.
  Cluster crash(int... validators) {
    for (int validator : validators) {
      down.add(validator);
      timers.get(validator).clear();
      mail.removeIf(next -> next.from == validator || next.to == validator);
    }
    return this;
  }

  Cluster restart(int... validators) {
    for (int validator : validators) {
      down.remove(validator);
      replicas.set(validator, recovered(validator));
    }
    for (int validator : validators) {
      begin(validator);
    }
    return heal();
  }

  void tell(int validator, Event event) {
    run(validator, event);
  }

  Committee committee() {
    return committee;
  }

  ReplicaStatus status(int validator) {
    return replicas.get(validator).status();
  }

  long lastFinal(int validator) {
    return status(validator).lastFinal().number();
  }

  /// The least of the last final views of all nodes that run.
  long leastFinal() {
    return up().stream().mapToLong(this::lastFinal).min().orElseThrow();
  }

  private long highestView() {
    return up().stream().mapToLong(i -> status(i).view().number()).max().orElseThrow();
  }

  private List<Integer> up() {
    return IntStream.range(0, size).filter(i -> !down.contains(i)).boxed().toList();
  }

  private boolean isConnected(int from, int to) {
    return !down.contains(from) && !isolated.contains(from) && !isolated.contains(to);
  }

  private Replica recovered(int validator) {
    return Replica.recover(
        committee.config(Optional.of(id(validator))),
        SafetyRecords.fold(committee.verifier(), journals.get(validator)));
  }

  private void begin(int validator) {
    run(validator, new Event.Started());
    run(validator, new Event.BlockDue(isDue()));
  }

  private void run(int at, Event event) {
    for (Effect effect : replicas.get(at).step(event)) {
      perform(at, effect);
    }
  }

  private void perform(int at, Effect effect) {
    switch (effect) {
      case Effect.Persist(SafetyRecord record) -> journals.get(at).add(record);
      case Effect.Sign(Vote vote) -> local(at, new Event.Signed(committee.cast(at, vote)));
      case Effect.BroadcastVote(SignedVote vote) ->
          others(at, new TreeSet<>())
              .forEach(
                  to -> mail.add(new Mail(at, to, new Event.VoteReceived(committee.verify(vote)))));
      case Effect.BroadcastCertificate(Certificate certificate, SortedSet<ValidatorId> except) ->
          others(at, except).forEach(to -> send(at, to, certificate));
      case Effect.SendCertificate(PeerId to, Certificate certificate) ->
          send(at, index(to), certificate);
      case Effect.Fetch(Want want, Optional<ValidatorId> first) ->
          first
              .map(leader -> List.of(leader.index()))
              .orElseGet(() -> others(at, new TreeSet<>()))
              .forEach(
                  to -> mail.add(new Mail(at, to, new Event.CertificateWanted(peer(at), want))));
      case Effect.StartTimer(Timer timer, _) -> timers.get(at).put(timer.kind(), timer);
      case Effect.Build build -> {
        if (isDue() || build.isEmptyAllowed()) {
          blocks++;
          BlockId block = Committee.block("block " + blocks);
          local(at, new Event.BlockBuilt(build.view(), block));
        } else {
          local(at, new Event.NothingToBuild(build.view()));
        }
      }
      case Effect.Check check ->
          local(at, new Event.BlockChecked(check.view(), check.block(), true));
      case Effect.Commit(VerifiedCertificate finalization) -> agree(finalization);
      case Effect.Report _ -> {}
      case Effect.Halt(String reason) -> throw new AssertionError("#" + at + ": " + reason);
    }
  }

  private boolean isDue() {
    return goal > 0 && (finals.isEmpty() || finals.lastKey().number() < goal);
  }

  private void agree(VerifiedCertificate finalization) {
    boolean wasDue = isDue();
    BlockId block = ViewLog.blockOf(finalization);
    BlockId other = finals.putIfAbsent(finalization.view(), block);
    if (other != null && !other.equals(block)) {
      throw new AssertionError("two final blocks in view " + finalization.view());
    }
    if (wasDue && !isDue()) {
      up().forEach(i -> local(i, new Event.BlockDue(false)));
    }
  }

  private void local(int at, Event event) {
    mail.add(new Mail(at, at, event));
  }

  private void send(int from, int to, Certificate certificate) {
    VerifiedCertificate verified = committee.verifier().verify(certificate).orElseThrow();
    mail.add(new Mail(from, to, new Event.CertificateReceived(verified, Optional.of(id(from)))));
  }

  private List<Integer> others(int at, SortedSet<ValidatorId> except) {
    return IntStream.range(0, size)
        .filter(i -> i != at && !except.contains(id(i)))
        .boxed()
        .toList();
  }

  private static PeerId peer(int validator) {
    return new PeerId(Hash.tagged("test.peer", new byte[] {(byte) validator}));
  }

  private int index(PeerId peer) {
    return IntStream.range(0, size).filter(i -> peer(i).equals(peer)).findFirst().orElseThrow();
  }

  private static ValidatorId id(int index) {
    return new ValidatorId(index);
  }
}
