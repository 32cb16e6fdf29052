package cairn.consensus;

import cairn.crypto.Hash;
import cairn.disk.SimulatedDisk;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.Vote;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// One node of a simulation: the real replica and the real journal on a simulated disk, with a toy
/// ledger. It does what the node's driver does: effects in order, nothing that leaves the process
/// before the journal is synced.
final class SimulatedNode {
  private static final String JOURNAL = "journal";
  private static final long INACTIVE_MILLIS = 5000;

  /// A crash at a write to the disk.
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private final SimulatedWorld world;
  private final ValidatorId self;
  private final boolean isTraitor;
  private final Journal.Owner owner;
  private final ArrayDeque<Event> events = new ArrayDeque<>();

  // What a crash loses.
  private ToyLedger ledger;
  private SimulatedDisk disk;
  private Journal journal;
  private Replica replica;
  private BlockWork work;
  private long[] heardMillis;
  private TreeSet<ValidatorId> inactive = new TreeSet<>();
  private boolean isStepping;
  private boolean isRunning;
  private long incarnation;

  SimulatedNode(SimulatedWorld world, ValidatorId self, boolean isTraitor, long diskSeed) {
    this.world = world;
    this.self = self;
    this.isTraitor = isTraitor;
    this.owner =
        new Journal.Owner(
            Optional.of(world.committee().key(self.index()).publicKey()), Committee.GENESIS);
    this.ledger = new ToyLedger(Committee.ROOT);
    this.disk = new SimulatedDisk(diskSeed);
    disk.createDirectories("");
    this.journal = Journal.create(disk, JOURNAL, owner);
    this.work = new BlockWork(world, this);
    this.replica = recovered();
    this.heardMillis = new long[world.committee().set().size()];
  }

  boolean isTraitor() {
    return isTraitor;
  }

  boolean isRunning() {
    return isRunning;
  }

  ValidatorId self() {
    return self;
  }

  Journal journal() {
    return journal;
  }

  ToyLedger ledger() {
    return ledger;
  }

  ReplicaStatus status() {
    return replica.status();
  }

  /// Starts the process; the replica must not be running.
  void start() {
    isRunning = true;
    incarnation++;
    Arrays.fill(heardMillis, world.nowMillis());
    for (SafetyRecord record : journal.records()) {
      if (record instanceof SafetyRecord.Learned(Certificate certificate)) {
        work.learn(certificate);
      }
    }
    enter(() -> accept(new Event.Started()));
    for (SimulatedNode peer : world.nodes()) {
      if (peer != this && peer.isRunning) {
        connect(peer.self);
        peer.connect(self);
      }
    }
    long started = incarnation;
    enter(() -> tick(started));
  }

  /// A connection to the peer is new.
  void connect(ValidatorId peer) {
    enter(() -> accept(new Event.PeerConnected(peerId(peer), Optional.of(peer))));
  }

  /// Ends the process; what was not synced is lost, in part or as a whole.
  void crash() {
    if (!isRunning) {
      return;
    }
    isRunning = false;
    world.note(self.index(), "crash");
    disk.beforeEachChange(() -> {});
    SimulatedDisk.CrashMode[] modes = SimulatedDisk.CrashMode.values();
    disk = disk.crash(modes[world.random().nextInt(modes.length)]);
    ledger = ledger.afterCrash();
    journal = Journal.open(disk, JOURNAL, owner);
    replica = recovered();
    events.clear();
    work = new BlockWork(world, this);
    inactive = new TreeSet<>();
    isStepping = false;
  }

  /// Lets the process end at the `nth` write to its disk from now.
  void crashAtWrite(int nth) {
    int[] left = {nth};
    disk.beforeEachChange(() -> {
      if (isRunning && left[0]-- == 0) {
        throw new Crash();
      }
    });
  }

  void pay(long payment) {
    enter(() -> take(payment));
  }

  private void take(long payment) {
    if (ledger.offer(payment)) {
      world.broadcast(self.index(), new SimulatedWorld.Mail.Payment(payment));
      work.progress();
    }
  }

  void receive(int from, SimulatedWorld.Mail mail) {
    enter(() -> handle(from, mail));
  }

  private void handle(int from, SimulatedWorld.Mail mail) {
    world.note(self.index(), mail);
    heardMillis[from] = world.nowMillis();
    switch (mail) {
      case SimulatedWorld.Mail.Vote(SignedVote vote) ->
          world
              .committee()
              .verifier()
              .verify(vote)
              .ifPresent(v -> accept(new Event.VoteReceived(v)));
      case SimulatedWorld.Mail.Certificate(Certificate certificate) ->
          world
              .committee()
              .verifier()
              .verify(certificate)
              .ifPresent(c -> {
                accept(new Event.CertificateReceived(c, Optional.of(new ValidatorId(from))));
              });
      case SimulatedWorld.Mail.Wanted(Want want) ->
          accept(new Event.CertificateWanted(peerId(new ValidatorId(from)), want));
      case SimulatedWorld.Mail.Body(ToyBlock block) -> {
        ledger.add(block);
        work.progress();
      }
      case SimulatedWorld.Mail.BodyWanted(BlockId id) ->
          ledger
              .body(id)
              .ifPresent(
                  block -> world.send(self.index(), from, new SimulatedWorld.Mail.Body(block)));
      case SimulatedWorld.Mail.Payment(long number) -> take(number);
      case SimulatedWorld.Mail.KeepAlive() -> {}
    }
  }

  private Replica recovered() {
    for (SafetyRecord record : journal.records()) {
      if (record instanceof SafetyRecord.Learned(Certificate certificate)
          && certificate.vote() instanceof Vote.Notarize notarize) {
        bodyFromJournal(notarize.block());
      }
      if (record instanceof SafetyRecord.OwnVote(Vote.Notarize notarize)) {
        bodyFromJournal(notarize.block());
      }
    }
    return Replica.recover(
        world.committee().config(Optional.of(self)),
        SafetyRecords.fold(world.committee().verifier(), journal.records()));
  }

  private void bodyFromJournal(BlockId id) {
    journal.body(id).map(ToyBlock::decode).ifPresent(ledger::add);
  }

  /// Does something in this process; a crash in the middle of it ends the process.
  private void enter(Runnable action) {
    if (!isRunning) {
      return;
    }
    try {
      action.run();
    } catch (Crash e) {
      crash();
      world.after(world.random().nextInt(50, 5000), this::startIfDown);
    }
  }

  /// Hands an event to the replica, and does what follows from it, unless that is going on already.
  void accept(Event event) {
    events.add(event);
    if (isStepping) {
      return;
    }
    isStepping = true;
    while (!events.isEmpty()) {
      replica.step(events.poll()).forEach(this::run);
      work.progress();
    }
    isStepping = false;
  }

  void startIfDown() {
    if (!isRunning) {
      start();
    }
  }

  private void run(Effect effect) {
    world.note(self.index(), effect);
    switch (effect) {
      case Effect.Persist(SafetyRecord record) -> {
        journal.append(record);
        if (record instanceof SafetyRecord.Learned(Certificate certificate)) {
          work.learn(certificate);
        }
      }
      case Effect.Sign(Vote vote) -> sign(vote);
      case Effect.BroadcastVote(SignedVote vote) -> broadcast(vote);
      case Effect.BroadcastCertificate(Certificate certificate, var except) ->
          broadcast(certificate, except);
      case Effect.SendCertificate(PeerId to, Certificate certificate) -> {
        leave(certificate);
        send(validator(to), new SimulatedWorld.Mail.Certificate(certificate));
      }
      case Effect.Fetch(Want want, Optional<ValidatorId> first) -> fetch(want, first);
      case Effect.StartTimer(Timer timer, var after) -> startTimer(timer, after.toMillis());
      case Effect.Build asked -> work.ask(asked);
      case Effect.Check check -> work.ask(check);
      case Effect.Commit(VerifiedCertificate finalization) -> {
        sync();
        work.ask(finalization);
      }
      case Effect.Report _ -> {}
      case Effect.Halt(String reason) -> {
        if (!isTraitor) {
          throw new AssertionError(self + " halted: " + reason);
        }
      }
    }
  }

  private void startTimer(Timer timer, long millis) {
    long started = incarnation;
    world.after(
        millis,
        () -> {
          if (incarnation == started) {
            enter(() -> accept(new Event.TimerFired(timer)));
          }
        });
  }

  private void broadcast(Certificate certificate, SortedSet<ValidatorId> except) {
    leave(certificate);
    for (SimulatedNode peer : world.nodes()) {
      if (peer != this && !except.contains(peer.self)) {
        send(peer.self, new SimulatedWorld.Mail.Certificate(certificate));
      }
    }
  }

  private void sign(Vote vote) {
    sync();
    if (!isTraitor) {
      world.oracle().signed(self, vote);
    }
    VerifiedVote signed =
        world.committee().verifier().cast(vote, self, world.committee().key(self.index()));
    events.add(new Event.Signed(signed));
  }

  private void sync() {
    journal.sync();
  }

  private void leave(Certificate certificate) {
    sync();
    if (!isTraitor) {
      world.oracle().sent(certificate);
    }
  }

  private void broadcast(SignedVote vote) {
    sync();
    if (isTraitor) {
      new Treason(world, self).broadcast(vote, ledger);
      return;
    }
    world.broadcast(self.index(), new SimulatedWorld.Mail.Vote(vote));
  }

  private void fetch(Want want, Optional<ValidatorId> first) {
    if (first.isPresent()) {
      send(first.get(), new SimulatedWorld.Mail.Wanted(want));
      return;
    }
    for (int i = 0; i < 2; i++) {
      send(randomPeer(), new SimulatedWorld.Mail.Wanted(want));
    }
  }

  /// Once a second: keep-alives, who was silent, bodies still missing, payments still waiting.
  private void tick(long started) {
    if (incarnation != started) {
      return;
    }
    world.broadcast(self.index(), new SimulatedWorld.Mail.KeepAlive());
    TreeSet<ValidatorId> silent = new TreeSet<>();
    for (int i = 0; i < heardMillis.length; i++) {
      if (i != self.index() && world.nowMillis() - heardMillis[i] > INACTIVE_MILLIS) {
        silent.add(new ValidatorId(i));
      }
    }
    if (!silent.equals(inactive)) {
      inactive = silent;
      accept(new Event.InactiveValidators(silent));
    }
    ledger
        .waiting()
        .forEach(p -> world.broadcast(self.index(), new SimulatedWorld.Mail.Payment(p)));
    work.progress();
    world.after(1000, () -> enter(() -> tick(started)));
  }

  void send(ValidatorId to, SimulatedWorld.Mail mail) {
    world.send(self.index(), to.index(), mail);
  }

  ValidatorId randomPeer() {
    int size = world.nodes().size();
    return new ValidatorId((self.index() + 1 + world.random().nextInt(size - 1)) % size);
  }

  private PeerId peerId(ValidatorId id) {
    return new PeerId(Hash.of(world.committee().key(id.index()).publicKey().bytes()));
  }

  private ValidatorId validator(PeerId peer) {
    return world.nodes().stream()
        .map(node -> node.self)
        .filter(id -> peerId(id).equals(peer))
        .findFirst()
        .orElseThrow();
  }
}
