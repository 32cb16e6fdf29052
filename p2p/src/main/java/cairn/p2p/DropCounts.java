package cairn.p2p;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Counts drops by reason. Discovery's thread counts, any thread reads.
final class DropCounts {
  private final Map<DropReason, AtomicLong> counts = new EnumMap<>(DropReason.class);

  DropCounts() {
    EnumSet.allOf(DropReason.class).forEach(reason -> counts.put(reason, new AtomicLong()));
  }

  void count(DropReason reason) {
    counts.computeIfAbsent(reason, absent -> new AtomicLong()).incrementAndGet();
  }

  /// Reasons that never occurred are missing.
  Map<DropReason, Long> snapshot() {
    Map<DropReason, Long> snapshot = new EnumMap<>(DropReason.class);
    counts.forEach((reason, count) -> {
      if (count.get() != 0) {
        snapshot.put(reason, count.get());
      }
    });
    return Collections.unmodifiableMap(snapshot);
  }
}
