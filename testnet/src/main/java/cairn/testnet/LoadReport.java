package cairn.testnet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What came of a load: every transfer that was offered has one end here, or is still open.
///
/// @param offered transfers that were due in the time
/// @param open without an end when the generator gave up waiting
/// @param reasons of what was rejected, expired or not accepted, with their counts
/// @param seconds from the first offer to the last end
/// @param latencyMicros from when a transfer was due to when its finality was known, so that a
///   generator or node that falls behind does not hide it (coordinated omission)
record LoadReport(
    long offered,
    long finals,
    long rejected,
    long expired,
    long notAccepted,
    long open,
    SortedMap<String, Long> reasons,
    double offerSeconds,
    double seconds,
    Histogram latencyMicros) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  LoadReport {
    reasons = new TreeMap<>(reasons);
  }

  double offeredPerSecond() {
    return offered / offerSeconds;
  }

  double finalPerSecond() {
    return finals / seconds;
  }

  /// Without `latencyMillis` where nothing became final.
  ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("offeredPerSecond", round(offeredPerSecond()));
    json.put("finalPerSecond", round(finalPerSecond()));
    json.put("offered", offered);
    json.put("final", finals);
    json.put("rejected", rejected);
    json.put("expired", expired);
    json.put("notAccepted", notAccepted);
    json.put("open", open);
    json.put("seconds", round(seconds));
    ObjectNode why = json.putObject("reasons");
    reasons.forEach(why::put);
    if (finals > 0) {
      ObjectNode latency = json.putObject("latencyMillis");
      latency.put("p50", millis(50));
      latency.put("p90", millis(90));
      latency.put("p99", millis(99));
      latency.put("max", millis(100));
    }
    return json;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(text("offered   %,d transfers, %,.0f a second", offered, offeredPerSecond()));
    lines.add(text("final     %,d transfers, %,.0f a second", finals, finalPerSecond()));
    if (finals > 0) {
      lines.add(
          text(
              "latency   p50 %,.1f ms   p90 %,.1f ms   p99 %,.1f ms   max %,.1f ms",
              millis(50), millis(90), millis(99), millis(100)));
    }
    lines.add(
        text(
            "not final %,d rejected, %,d expired, %,d not accepted, %,d open",
            rejected, expired, notAccepted, open));
    reasons.forEach((reason, count) -> lines.add(text("          %,d  %s", count, reason)));
    return lines;
  }

  private double millis(double percentile) {
    return round(latencyMicros.getValueAtPercentile(percentile) / 1000.0);
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
