package cairn.node.api;

import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what reads the store: each task on a virtual thread of its own, few of them at the same
/// time, so that neither an event loop waits for the disk nor memory fills with many large answers.
/// Nothing here ever interrupts a thread: that would close the store's files. Thread-safe.
final class Readers {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private final Semaphore permits;

  Readers(int atOnce) {
    permits = new Semaphore(atOnce);
  }

  /// Runs `task`; `onFailure` runs in its stead if it fails by a fault of ours, which is logged.
  void execute(Runnable task, Runnable onFailure) {
    Thread.ofVirtual()
        .name("cairn-http-reader")
        .uncaughtExceptionHandler((_, failure) -> {
          LOG.error("a read of the API failed", failure);
          onFailure.run();
        })
        .start(() -> {
          permits.acquireUninterruptibly();
          try {
            task.run();
          } finally {
            permits.release();
          }
        });
  }
}
