package cairn.node;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The clock of a real node. Its timers run on one daemon thread, `cairn-clock`.
public final class SystemNodeClock implements NodeClock, AutoCloseable {
  private final ScheduledThreadPoolExecutor timers;
  private final FailStop failStop;

  private SystemNodeClock(ScheduledThreadPoolExecutor timers, FailStop failStop) {
    this.timers = timers;
    this.failStop = failStop;
  }

  /// @param failStop hears of a task that throws
  public static SystemNodeClock start(FailStop failStop) {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("cairn-clock").daemon().factory());
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timers.setRemoveOnCancelPolicy(true);
    return new SystemNodeClock(timers, failStop);
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    try {
      // Saturates where Duration.toNanos throws, at 292 years.
      long nanos = TimeUnit.NANOSECONDS.convert(delay);
      Future<?> scheduled = timers.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // The clock is closed.
    }
  }

  /// The executor would keep the fault in a future that nobody asks.
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error bug) {
      failStop.asHandler().uncaughtException(Thread.currentThread(), bug);
      throw bug;
    }
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
