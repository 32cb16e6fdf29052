package cairn.node.api;

import cairn.disk.DiskException;
import cairn.ledger.store.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of faults of ours that a request meets: a damaged store, a disk that fails and an
/// error of the machine end the node, which must not answer from what it cannot read; all else is
/// logged. Thread-safe.
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(1);

  private final Thread.UncaughtExceptionHandler fatal;
  private final AtomicLong nextLineNanos = new AtomicLong(System.nanoTime());

  /// @param fatal ends the node
  Faults(Thread.UncaughtExceptionHandler fatal) {
    this.fatal = fatal;
  }

  /// @param what failed, for people
  void failed(String what, Throwable failure) {
    switch (failure) {
      case StoreException _, DiskException _, Error _ ->
          fatal.uncaughtException(Thread.currentThread(), failure);
      default -> log(what, failure);
    }
  }

  /// A client that has found a fault may ask for it as often as it likes, but not fill the disk.
  private void log(String what, Throwable failure) {
    long now = System.nanoTime();
    long next = nextLineNanos.get();
    if (now - next >= 0 && nextLineNanos.compareAndSet(next, now + NANOS_PER_LINE)) {
      LOG.error("{} failed; further faults are not told for a second", what, failure);
    }
  }
}
