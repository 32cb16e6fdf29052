package cairn.node;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A clock that a test moves. Tasks run on the test's own thread, in the order of their times.
final class ManualClock implements NodeClock {
  private record Task(long atNanos, long number, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparing(Task::number));
  private long startMillis;
  private long nowNanos;
  private long numbers;

  ManualClock(long startMillis) {
    this.startMillis = startMillis;
  }

  @Override
  public long wallMillis() {
    return startMillis + nowNanos / 1_000_000;
  }

  @Override
  public long monotonicNanos() {
    return nowNanos;
  }

  @Override
  public Alarm schedule(Duration delay, Runnable action) {
    Task task = new Task(nowNanos + delay.toNanos(), numbers++, action);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /// How many tasks wait.
  int scheduled() {
    return tasks.size();
  }

  /// How long until the last of them is due.
  Duration untilLast() {
    long last = tasks.stream().mapToLong(Task::atNanos).max().orElse(nowNanos);
    return Duration.ofNanos(last - nowNanos);
  }

  /// The wall clock is set back; the monotonic one goes on.
  void setBack(Duration time) {
    startMillis -= time.toMillis();
  }

  void advance(Duration time) {
    long end = nowNanos + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().atNanos() <= end) {
      Task next = tasks.remove();
      nowNanos = next.atNanos();
      next.action().run();
    }
    nowNanos = end;
  }
}
