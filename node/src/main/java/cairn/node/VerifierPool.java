package cairn.node;

import cairn.p2p.NodeId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/// The fixed pool of threads that check signatures and read for others: what consensus waits for
/// before blocks, and blocks before everything else. Thread-safe.
///
/// All that waits is bounded, in number and in bytes, for each peer and in total: a peer that sends
/// too many votes loses its own oldest ones; of everything else the newest is refused. All of that
/// is counted. The executor has at most one task for each thing that waits here.
public final class VerifierPool {
  private static final int VOTES_PER_PEER = 512;
  private static final long VOTE_BYTES_PER_PEER = 1L << 20;

  private static final int BLOCKS_PER_PEER = 64;
  private static final long BLOCK_BYTES_PER_PEER = 16L << 20;
  static final long BLOCK_BYTES = 40L << 20;

  private static final int TRANSACTION_TASKS_PER_PEER = 1024;
  private static final long TRANSACTION_BYTES_PER_PEER = 2L << 20;
  static final long TRANSACTION_BYTES = 16L << 20;

  private static final int SUBMITTED_TASKS = 4096;
  static final long SUBMITTED_BYTES = 8L << 20;

  private static final int REQUESTS_PER_PEER = 16;
  private static final long REQUEST_BYTES_PER_PEER = 1L << 20;

  /// Who submits through this node's own API is one source.
  private static final Object SUBMITTERS = "submitters";

  private final Executor workers;
  private final ReentrantLock lock = new ReentrantLock();
  private final SourceQueues<NodeId, Runnable> votes =
      new SourceQueues<>(VOTES_PER_PEER, VOTE_BYTES_PER_PEER);
  private final ArrayDeque<Runnable> parts = new ArrayDeque<>();
  private final SourceQueues<NodeId, Runnable> blocks =
      new SourceQueues<>(BLOCKS_PER_PEER, BLOCK_BYTES_PER_PEER);
  private final SourceQueues<Object, Runnable> submitted =
      new SourceQueues<>(SUBMITTED_TASKS, SUBMITTED_BYTES);
  private final SourceQueues<NodeId, Runnable> transactions =
      new SourceQueues<>(TRANSACTION_TASKS_PER_PEER, TRANSACTION_BYTES_PER_PEER);
  private final SourceQueues<NodeId, Runnable> requests =
      new SourceQueues<>(REQUESTS_PER_PEER, REQUEST_BYTES_PER_PEER);
  private final List<SourceQueues<?, Runnable>> byTurns =
      List.of(submitted, transactions, requests);
  private int nextTurn;
  private int called;
  private long refused;
  private long unwanted;

  /// @param workers as many threads as shall verify at once; takes any number of tasks
  public VerifierPool(Executor workers) {
    this.workers = workers;
  }

  /// A vote or certificate from a peer.
  void verifyVote(NodeId from, long bytes, Runnable task) {
    lock.lock();
    try {
      votes.add(from, task, bytes);
    } finally {
      lock.unlock();
    }
    callWorker();
  }

  /// A message with blocks, or parts of them, from a peer that was asked for it or may send it;
  /// false if too much waits already.
  boolean verifyBlock(NodeId from, long bytes, Runnable task) {
    return offer(blocks, BLOCK_BYTES, from, bytes, task);
  }

  /// A part of a block whose verification has begun, and which is ended before that of another
  /// begins; so their number is bounded by the threads.
  void verifyPart(Runnable task) {
    lock.lock();
    try {
      parts.addLast(task);
    } finally {
      lock.unlock();
    }
    callWorker();
  }

  /// Transactions that were submitted here; false if too many wait already.
  boolean verifySubmitted(long bytes, Runnable task) {
    return offer(submitted, SUBMITTED_BYTES, SUBMITTERS, bytes, task);
  }

  /// Transactions from a peer; false if too many wait already.
  boolean verifyReceived(NodeId from, long bytes, Runnable task) {
    return offer(transactions, TRANSACTION_BYTES, from, bytes, task);
  }

  /// A peer's request, whose answer takes reading; false if too many of that peer wait already.
  boolean answer(NodeId from, long bytes, Runnable task) {
    return offer(requests, Long.MAX_VALUE, from, bytes, task);
  }

  /// Notes that a peer's message was dropped since nobody waits for it, or no more.
  void countUnwanted() {
    lock.lock();
    try {
      unwanted++;
    } finally {
      lock.unlock();
    }
  }

  /// Votes and certificates that were dropped because their peer sent too many.
  public long dropped() {
    lock.lock();
    try {
      return votes.dropped();
    } finally {
      lock.unlock();
    }
  }

  /// What was refused because too much waited.
  public long refused() {
    lock.lock();
    try {
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /// Messages that were dropped since nobody waited for them.
  public long unwanted() {
    lock.lock();
    try {
      return unwanted;
    } finally {
      lock.unlock();
    }
  }

  /// How much waits.
  public int size() {
    lock.lock();
    try {
      return waiting();
    } finally {
      lock.unlock();
    }
  }

  /// @param most bytes in all of these queues
  private <S> boolean offer(
      SourceQueues<S, Runnable> queues, long most, S source, long bytes, Runnable task) {
    lock.lock();
    try {
      boolean hasRoom = queues.isEmpty() || queues.bytes() + bytes <= most;
      if (!hasRoom || !queues.offer(source, task, bytes)) {
        refused++;
        return false;
      }
    } finally {
      lock.unlock();
    }
    callWorker();
    return true;
  }

  /// Votes drop older ones, so not everything that came in needs another worker.
  private void callWorker() {
    lock.lock();
    try {
      if (called >= waiting()) {
        return;
      }
      called++;
    } finally {
      lock.unlock();
    }
    workers.execute(this::runNext);
  }

  private void runNext() {
    Runnable task;
    lock.lock();
    try {
      called--;
      if (waiting() == 0) {
        // What this run was for was dropped.
        return;
      }
      task = next();
    } finally {
      lock.unlock();
    }
    task.run();
  }

  private int waiting() {
    return votes.size()
        + parts.size()
        + blocks.size()
        + submitted.size()
        + transactions.size()
        + requests.size();
  }

  /// The most urgent; call only if something waits.
  private Runnable next() {
    if (!votes.isEmpty()) {
      return votes.removeNext();
    }
    if (!parts.isEmpty()) {
      return parts.removeFirst();
    }
    if (!blocks.isEmpty()) {
      return blocks.removeNext();
    }
    // By turns, so that none of them waits for the others to end.
    while (true) {
      SourceQueues<?, Runnable> turn = byTurns.get(nextTurn);
      nextTurn = (nextTurn + 1) % byTurns.size();
      if (!turn.isEmpty()) {
        return turn.removeNext();
      }
    }
  }
}
