package cairn.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The executors that a node runs on. The first three run one task at a time, in order.
///
/// Their queues have no bound of their own, since who fills them has one: consensus has one turn
/// waiting at a time ([ConsensusInbox]); the ledger has what the replica asked for and bodies,
/// which come from the verifiers; the store has the final blocks that [Chain] lets wait; the
/// verifiers have a task for each thing that waits in the [VerifierPool].
public record NodeThreads(Executor consensus, Executor ledger, Executor store, Executor verifiers) {

  /// Real platform threads.
  public static final class Platform {
    private static final Logger LOG = LoggerFactory.getLogger(NodeThreads.class);

    private final List<ExecutorService> services;

    private Platform(List<ExecutorService> services) {
      this.services = services;
    }

    /// @param failStop hears of a task that throws
    public static Platform start(int verifiers, FailStop failStop) {
      int count = verifiers > 0 ? verifiers : Runtime.getRuntime().availableProcessors();
      return new Platform(
          List.of(
              threads("cairn-consensus", 1, failStop),
              threads("cairn-ledger", 1, failStop),
              threads("cairn-store", 1, failStop),
              threads("cairn-verifier", count, failStop)));
    }

    public NodeThreads threads() {
      return new NodeThreads(services.get(0), services.get(1), services.get(2), services.get(3));
    }

    /// Lets what was begun finish, all of it within `patience`; false if a thread did not come to
    /// its end. Nobody is interrupted: a write that is cut short would be taken for a failed one.
    public boolean stop(Duration patience) {
      long deadlineNanos = System.nanoTime() + patience.toNanos();
      for (ExecutorService service : services.reversed()) {
        service.shutdown();
      }
      boolean haveEnded = true;
      for (ExecutorService service : services) {
        try {
          haveEnded &=
              service.awaitTermination(
                  Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      if (!haveEnded) {
        LOG.error(
            "a thread is still at work after {} s: this process ends as by a crash, and the journal"
                + " has what is needed to go on",
            patience.toSeconds());
      }
      return haveEnded;
    }

    private static ExecutorService threads(String name, int count, FailStop failStop) {
      return new ThreadPoolExecutor(
          count,
          count,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform()
              .name(name + (count > 1 ? "-" : ""), 0)
              .daemon()
              .uncaughtExceptionHandler(failStop.asHandler())
              .factory(),
          new ThreadPoolExecutor.DiscardPolicy());
    }
  }
}
