package cairn.node;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/// The fixed pool of threads that check signatures: what consensus waits for before transactions.
/// Thread-safe.
///
/// Both queues are bounded: a peer that sends too many votes loses its own oldest ones;
/// transactions are refused when theirs is full. Both are counted.
public final class VerifierPool {
  private static final int CONSENSUS_PER_SOURCE = 512;
  private static final int MAX_TRANSACTION_TASKS = 4096;

  private final Executor workers;
  private final ReentrantLock lock = new ReentrantLock();
  private final SourceQueues<Object, Runnable> consensus = new SourceQueues<>(CONSENSUS_PER_SOURCE);
  private final ArrayDeque<Runnable> blocks = new ArrayDeque<>();
  private final ArrayDeque<Runnable> transactions = new ArrayDeque<>();
  private long refused;

  /// @param workers as many threads as shall verify at once; takes any number of tasks
  public VerifierPool(Executor workers) {
    this.workers = workers;
  }

  /// A vote or certificate from `source`.
  public void verifyFirst(Object source, Runnable task) {
    lock.lock();
    try {
      consensus.add(source, task);
    } finally {
      lock.unlock();
    }
    workers.execute(this::runNext);
  }

  /// The transactions of a proposed or final block; their number is bounded by who asks.
  public void verifyForBlock(Runnable task) {
    lock.lock();
    try {
      blocks.addLast(task);
    } finally {
      lock.unlock();
    }
    workers.execute(this::runNext);
  }

  /// Transactions; false if too many wait already.
  public boolean verify(Runnable task) {
    lock.lock();
    try {
      if (transactions.size() >= MAX_TRANSACTION_TASKS) {
        refused++;
        return false;
      }
      transactions.addLast(task);
    } finally {
      lock.unlock();
    }
    workers.execute(this::runNext);
    return true;
  }

  /// Votes and certificates that were dropped because their source sent too many.
  public long dropped() {
    lock.lock();
    try {
      return consensus.dropped();
    } finally {
      lock.unlock();
    }
  }

  /// Batches of transactions that were refused because too many waited.
  public long refused() {
    lock.lock();
    try {
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /// How much waits.
  public int size() {
    lock.lock();
    try {
      return consensus.size() + blocks.size() + transactions.size();
    } finally {
      lock.unlock();
    }
  }

  private void runNext() {
    Runnable task;
    lock.lock();
    try {
      if (!consensus.isEmpty()) {
        task = consensus.removeNext();
      } else if (!blocks.isEmpty()) {
        task = blocks.removeFirst();
      } else if (!transactions.isEmpty()) {
        task = transactions.removeFirst();
      } else {
        // What this run was for was dropped.
        return;
      }
    } finally {
      lock.unlock();
    }
    task.run();
  }
}
