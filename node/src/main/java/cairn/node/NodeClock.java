package cairn.node;

import java.time.Duration;

/// The only source of time in a node: the wall clock of block timestamps, a monotonic clock for
/// measuring, and timers. A simulation gives its own. Thread-safe.
public interface NodeClock {
  /// Milliseconds since 1970 by the wall clock, which may jump.
  long wallMillis();

  /// Nanoseconds of a clock that never goes back; its origin means nothing.
  long monotonicNanos();

  /// Runs `task` once after `delay`, on the clock's own thread: the task must hand its work over
  /// and never blocks.
  Alarm schedule(Duration delay, Runnable task);

  /// A task that has not run yet, perhaps.
  interface Alarm {
    /// Forgets the task if it has not begun.
    void cancel();
  }
}
