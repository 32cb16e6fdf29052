package cairn.node.api;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Runs what reads the store: each task on a virtual thread of its own, few of them at the same
/// time, so that neither an event loop waits for the disk nor memory fills with many large answers.
/// Nothing here ever interrupts a thread: that would close the store's files. Thread-safe.
final class Readers implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2_000;

  private final int atOnce;
  private final Faults faults;
  private final Semaphore permits;
  private volatile boolean isClosed;

  Readers(int atOnce, Faults faults) {
    this.atOnce = atOnce;
    this.faults = faults;
    this.permits = new Semaphore(atOnce);
  }

  /// Runs `task`; `onFailure` runs in its stead if it fails by a fault of ours. Nothing runs once
  /// this is closed.
  void execute(Runnable task, Runnable onFailure) {
    Thread.ofVirtual()
        .name("cairn-http-reader")
        .uncaughtExceptionHandler((_, failure) -> {
          if (!isClosed) {
            faults.failed("a read of the API", failure);
          }
          onFailure.run();
        })
        .start(() -> {
          permits.acquireUninterruptibly();
          try {
            if (!isClosed) {
              task.run();
            }
          } finally {
            permits.release();
          }
        });
  }

  Faults faults() {
    return faults;
  }

  /// Begins nothing more and waits for what reads now, since the store is closed next; for two
  /// seconds at most.
  @Override
  public void close() {
    isClosed = true;
    try {
      if (permits.tryAcquire(atOnce, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        permits.release(atOnce);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
