package cairn.p2p;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next dial: 50 ms at first, doubled with each failure up to a cap,
/// and then between half and all of that at random, so that nodes which lost each other do not dial
/// in step.
public record Backoff(Duration first, Duration cap) {
  private static final Duration FIRST = Duration.ofMillis(50);

  /// For validators, and for nodes on this machine: being without them costs more than dialling.
  public static final Backoff EAGER = new Backoff(FIRST, Duration.ofSeconds(2));

  public static final Backoff PATIENT = new Backoff(FIRST, Duration.ofMinutes(1));

  /// The delay after the given number of failures in a row, at least 1.
  public Duration delay(int failures, RandomGenerator random) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 20);
    long nanos = Math.min(cap.toNanos(), first.toNanos() << doublings);
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
