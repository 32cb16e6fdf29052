package cairn.p2p.netty;

import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.NetworkStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What a network counts in total. The event loop writes, any thread reads.
final class Counters {
  static final int MAX_RULES = 128;
  static final String OTHER_RULES = "other rules";

  final LongAdder accepted = new LongAdder();
  final LongAdder dialled = new LongAdder();
  final LongAdder established = new LongAdder();
  volatile int banned;

  private final Map<DisconnectReason, LongAdder> disconnections = new ConcurrentHashMap<>();

  /// By the names of rules. Some name what a decoder found, which a peer can vary.
  private final Map<String, LongAdder> offences = new ConcurrentHashMap<>();

  void ended(Disconnection why) {
    disconnections.computeIfAbsent(why.reason(), reason -> new LongAdder()).increment();
    if (why.isOffence()) {
      boolean hasRoom = offences.size() < MAX_RULES || offences.containsKey(why.detail());
      String rule = hasRoom ? why.detail() : OTHER_RULES;
      offences.computeIfAbsent(rule, _ -> new LongAdder()).increment();
    }
  }

  NetworkStatistics snapshot() {
    return new NetworkStatistics(
        accepted.sum(),
        dialled.sum(),
        established.sum(),
        sums(disconnections),
        sums(offences),
        banned);
  }

  private static <K extends Comparable<K>> SortedMap<K, Long> sums(Map<K, LongAdder> counts) {
    SortedMap<K, Long> result = new TreeMap<>();
    counts.forEach((key, count) -> result.put(key, count.sum()));
    return result;
  }
}
