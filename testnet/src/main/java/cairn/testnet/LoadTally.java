package cairn.testnet;

import cairn.ledger.TransactionId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Counts the ends of transfers as they come. Thread-safe.
final class LoadTally {
  /// Told of each transfer that a node reports final, with the height; on any thread.
  interface FinalListener {
    void isFinal(TransactionId id, long height);
  }

  private static final long MAX_MICROS = 600_000_000L;
  private static final int DIGITS = 3;

  private final LongAdder offered = new LongAdder();
  private final LongAdder finals = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder notAccepted = new LongAdder();
  private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
  private final Histogram latencyMicros = new ConcurrentHistogram(MAX_MICROS, DIGITS);
  private final FinalListener listener;

  LoadTally(FinalListener listener) {
    this.listener = listener;
  }

  void offered(int count) {
    offered.add(count);
  }

  void finished(TransactionId id, long height, long dueNanos, long nowNanos) {
    listener.isFinal(id, height);
    finals.increment();
    long micros = Math.max(1, (nowNanos - dueNanos) / 1000);
    latencyMicros.recordValue(Math.min(MAX_MICROS, micros));
  }

  void rejected(String reason) {
    rejected.increment();
    count("rejected: " + reason);
  }

  void expired(String reason) {
    expired.increment();
    count("expired: " + reason);
  }

  void notAccepted(String reason) {
    notAccepted.increment();
    count("not accepted: " + reason);
  }

  long ended() {
    return finals.sum() + rejected.sum() + expired.sum() + notAccepted.sum();
  }

  long finals() {
    return finals.sum();
  }

  LoadReport report(double offerSeconds, double seconds) {
    TreeMap<String, Long> counts = new TreeMap<>();
    reasons.forEach((reason, count) -> counts.put(reason, count.sum()));
    return new LoadReport(
        offered.sum(),
        finals.sum(),
        rejected.sum(),
        expired.sum(),
        notAccepted.sum(),
        offered.sum() - ended(),
        counts,
        offerSeconds,
        seconds,
        latencyMicros.copy());
  }

  private void count(String reason) {
    reasons.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }
}
