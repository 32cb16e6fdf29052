package cairn.node;

import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.consensus.InvariantViolation;
import cairn.consensus.Journal;
import cairn.consensus.Replica;
import cairn.consensus.ReplicaStatus;
import cairn.consensus.SafetyRecord;
import cairn.consensus.Settled;
import cairn.consensus.Timer;
import cairn.disk.DiskException;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.p2p.NodeId;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the replica and its journal on the *consensus thread*, a serial executor: steps events and
/// runs their effects.
///
/// It works in turns. A turn takes all that waits, steps it, appends what must be remembered to the
/// journal, syncs once, and then runs the effects in their order: so nothing leaves this process
/// before what led to it is durable, and many events share one sync. Own votes are signed here and
/// come back as events of the next turn. Any thread may call the public methods; none blocks.
public final class ConsensusDriver {
  private static final int EVENTS_REMEMBERED = 256;

  private static final Logger LOG = LoggerFactory.getLogger(ConsensusDriver.class);

  /// The least wait for the heartbeat after a start: links must be made first.
  private static final Duration FIRST_HEARTBEAT = Duration.ofMillis(250);

  private final Executor thread;
  private final NodeClock clock;
  private final Replica replica;
  private final Journal journal;
  private final Function<Vote, VerifiedVote> signer;
  private final ConsensusPorts ports;
  private final ConsensusInbox inbox = new ConsensusInbox();
  private final ArrayDeque<Event> recent = new ArrayDeque<>();
  private final List<BlockId> unsynced = new ArrayList<>();
  private boolean isStarted;
  private boolean isStopped;
  private Optional<Duration> headAge;
  private volatile ReplicaStatus status;
  private volatile Settled settled;
  private final LongAdder turns = new LongAdder();
  private final LongAdder syncs = new LongAdder();

  /// What the driver drives: a recovered replica, the journal that it was recovered from, and the
  /// signer of its votes, which is never called for an observer.
  ///
  /// @param headAge how long ago the newest final block was made: the heartbeat has run since
  public record Voter(
      Replica replica, Journal journal, Function<Vote, VerifiedVote> signer, Duration headAge) {
    public Voter {
      // A wall clock behind the block's time must not make the heartbeat wait longer than ever.
      headAge = headAge.isNegative() ? Duration.ZERO : headAge;
    }
  }

  /// @param thread runs one task at a time
  ConsensusDriver(Executor thread, NodeClock clock, Voter voter, ConsensusPorts ports) {
    this.thread = thread;
    this.clock = clock;
    this.replica = voter.replica();
    this.journal = voter.journal();
    this.signer = voter.signer();
    this.ports = ports;
    this.headAge = Optional.of(voter.headAge());
    this.status = voter.replica().status();
    this.settled = voter.replica().settled();
  }

  /// Steps [Event.Started], and then whatever was offered before: it waited.
  public void start() {
    thread.execute(() -> {
      isStarted = true;
      runTurns(List.of(new DriverTask.Step(new Event.Started())));
    });
  }

  /// An event of this node's own: never dropped.
  public void offer(Event event) {
    begin(inbox.add(new DriverTask.Step(event)));
  }

  /// As [#offer], for an event that says that a block's body stands in the journal: it is appended
  /// first.
  public void offer(Event event, Block block) {
    begin(inbox.add(new DriverTask.StepWithBody(event, block)));
  }

  /// @param from the peer that sent it, whoever signed it
  public void voteReceived(NodeId from, VerifiedVote vote) {
    begin(inbox.add(from, vote));
  }

  public void received(Event.CertificateReceived certificate) {
    begin(inbox.add(certificate));
  }

  public void received(Event.CertificateWanted wanted) {
    begin(inbox.add(wanted));
  }

  /// Lets the journal forget what is of views at or below `floor`.
  public void prune(Epoch epoch, View floor) {
    begin(inbox.add(new DriverTask.Prune(epoch, floor)));
  }

  /// Reads a block's body from the journal; `answer` is called once, on the consensus thread.
  public void readBody(BlockId id, Consumer<Optional<byte[]>> answer) {
    begin(inbox.add(new DriverTask.ReadBody(id, answer)));
  }

  /// The newest snapshot of the replica; never waits for it.
  public ReplicaStatus status() {
    return status;
  }

  /// What need not be verified any more.
  public Settled settled() {
    return settled;
  }

  /// Votes and certificates that were dropped because their sender sent too many.
  public long dropped() {
    return inbox.dropped();
  }

  public long turns() {
    return turns.sum();
  }

  public long syncs() {
    return syncs.sum();
  }

  private void begin(boolean isTurnDue) {
    if (isTurnDue) {
      thread.execute(() -> {
        if (isStarted) {
          runTurns(inbox.drain());
        }
      });
    }
  }

  private void runTurns(List<DriverTask> first) {
    try {
      for (List<DriverTask> tasks = first; !tasks.isEmpty(); tasks = inbox.drain()) {
        if (!isStopped) {
          turn(tasks);
        }
      }
    } catch (DiskException e) {
      stop("The journal cannot be written (" + e.getMessage() + "): this node stops.");
    } catch (InvariantViolation e) {
      stop("A rule of the protocol was broken here (" + e.getMessage() + "): this node stops.");
    }
  }

  private void turn(List<DriverTask> tasks) {
    List<Effect> effects = new ArrayList<>();
    for (DriverTask task : tasks) {
      switch (task) {
        case DriverTask.Step(Event event) -> effects.addAll(step(event));
        case DriverTask.StepWithBody(Event event, Block block) -> {
          BlockHeader header = block.header();
          journal.appendBody(header.epoch(), header.view(), block.id(), block.encoded());
          unsynced.add(block.id());
          effects.addAll(step(event));
        }
        case DriverTask.ReadBody(BlockId id, var answer) -> answer.accept(journal.body(id));
        case DriverTask.Prune(Epoch epoch, View floor) -> journal.prune(epoch, floor);
      }
    }
    LOG.trace("steps {}", tasks);
    persist(effects);
    for (Effect effect : effects) {
      if (!isStopped) {
        run(effect);
      }
    }
    status = replica.status();
    settled = replica.settled();
    turns.increment();
  }

  private List<Effect> step(Event event) {
    if (recent.size() >= EVENTS_REMEMBERED) {
      recent.removeFirst();
    }
    recent.addLast(event);
    return replica.step(event);
  }

  /// Appends every record of the turn and syncs once, before the first effect is run. Bodies
  /// without a record after them become durable with a later sync: nothing followed from them yet.
  private void persist(List<Effect> effects) {
    boolean isSyncDue = false;
    for (Effect effect : effects) {
      if (effect instanceof Effect.Persist(SafetyRecord record)) {
        journal.append(record);
        isSyncDue = true;
      }
    }
    if (isSyncDue) {
      journal.sync();
      syncs.increment();
      if (!unsynced.isEmpty()) {
        ports.blocks().journaled(List.copyOf(unsynced));
        unsynced.clear();
      }
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Persist(SafetyRecord record) -> persisted(record);
      case Effect.Sign(Vote vote) -> {
        LOG.debug("votes {}", vote);
        offer(new Event.Signed(signer.apply(vote)));
      }
      case Effect.BroadcastVote(var vote) -> ports.votes().broadcast(vote);
      case Effect.BroadcastCertificate(var certificate, var except) ->
          ports.votes().broadcast(certificate, except);
      case Effect.SendCertificate(var to, var certificate) -> ports.votes().send(to, certificate);
      case Effect.Fetch(var want, var first) -> ports.votes().fetch(want, first);
      case Effect.StartTimer(Timer timer, Duration after) ->
          clock.schedule(sooner(timer, after), () -> offer(new Event.TimerFired(timer)));
      case Effect.Build build -> ports.blocks().build(build);
      case Effect.Check check -> ports.blocks().check(check);
      case Effect.Commit(VerifiedCertificate finalization) -> ports.blocks().commit(finalization);
      case Effect.Report(var evidence) -> ports.votes().report(evidence);
      case Effect.Halt(String reason) -> stop(reason);
    }
  }

  /// The replica has no clock: it takes the start of the process for the time of the newest final
  /// block.
  private Duration sooner(Timer timer, Duration after) {
    if (timer.kind() != Timer.Kind.HEARTBEAT || headAge.isEmpty()) {
      return after;
    }
    Duration rest = after.minus(headAge.get());
    headAge = Optional.empty();
    return rest.compareTo(FIRST_HEARTBEAT) < 0 ? FIRST_HEARTBEAT : rest;
  }

  private void persisted(SafetyRecord record) {
    switch (record) {
      case SafetyRecord.Learned(var certificate) -> ports.blocks().learned(certificate);
      case SafetyRecord.OwnVote _, SafetyRecord.Floor _ -> {}
    }
  }

  private void stop(String reason) {
    isStopped = true;
    status = replica.status();
    ports.halt().halted(reason, recent.stream().map(Event::toString).toList());
  }
}
