package cairn.node.api;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what reads the store: each task on a virtual thread of its own, few of them at the same
/// time, so that neither an event loop waits for the disk nor memory fills with many large answers.
/// Nothing here ever interrupts a thread: that would close the store's files. Thread-safe.
final class Readers {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(1);

  private final Semaphore permits;
  private final AtomicLong nextLineNanos = new AtomicLong(System.nanoTime());

  Readers(int atOnce) {
    permits = new Semaphore(atOnce);
  }

  /// Runs `task`; `onFailure` runs in its stead if it fails by a fault of ours, which is logged.
  void execute(Runnable task, Runnable onFailure) {
    Thread.ofVirtual()
        .name("cairn-http-reader")
        .uncaughtExceptionHandler((_, failure) -> {
          log(failure);
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

  /// A client that has found a fault may ask for it as often as it likes, but not fill the disk.
  private void log(Throwable failure) {
    long now = System.nanoTime();
    long next = nextLineNanos.get();
    if (now - next >= 0 && nextLineNanos.compareAndSet(next, now + NANOS_PER_LINE)) {
      LOG.error("a read of the API failed; further faults are not told for a second", failure);
    }
  }
}
