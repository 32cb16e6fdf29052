package cairn.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Lets one log line a source through in each interval, and counts the others: what a peer can
/// cause as often as it likes must not fill the disk. The sources must be few. Not thread-safe.
final class LinePacer<S> {
  private final NodeClock clock;
  private final Duration interval;
  private final Map<S, Line> lines = new HashMap<>();

  private record Line(long atNanos, long unsaid) {}

  LinePacer(NodeClock clock, Duration interval) {
    this.clock = clock;
    this.interval = interval;
  }

  /// Empty if nothing is to be said now; else how many lines of the source were left out since the
  /// last one.
  OptionalLong next(S source) {
    long now = clock.monotonicNanos();
    Line last = lines.get(source);
    if (last != null && now - last.atNanos() < interval.toNanos()) {
      lines.put(source, new Line(last.atNanos(), last.unsaid() + 1));
      return OptionalLong.empty();
    }
    lines.put(source, new Line(now, 0));
    return OptionalLong.of(last == null ? 0 : last.unsaid());
  }
}
