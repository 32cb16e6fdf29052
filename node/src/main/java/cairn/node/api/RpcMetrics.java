package cairn.node.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts the calls by method and outcome, and times them. Thread-safe. The labels are bounded: the
/// methods of the API, and the numbers of its errors.
final class RpcMetrics {
  private static final String UNKNOWN = "unknown";

  private record Outcome(String method, int code) {}

  private final MeterRegistry registry;
  private final Map<RpcMethod, Timer> timers = new EnumMap<>(RpcMethod.class);
  private final ConcurrentHashMap<Outcome, Counter> counters = new ConcurrentHashMap<>();

  RpcMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (RpcMethod method : RpcMethod.values()) {
      timers.put(
          method,
          Timer.builder("cairn.rpc.duration")
              .description("From the arrival of a call to its response; tx_wait waits in it.")
              .tag("method", method.wireName())
              .publishPercentileHistogram(false)
              .serviceLevelObjectives(
                  java.time.Duration.ofMillis(1),
                  java.time.Duration.ofMillis(5),
                  java.time.Duration.ofMillis(25),
                  java.time.Duration.ofMillis(100),
                  java.time.Duration.ofMillis(500),
                  java.time.Duration.ofSeconds(2),
                  java.time.Duration.ofSeconds(10))
              .register(registry));
    }
  }

  /// Records a call that was answered; `code` is 0 for a result, else the number of its error.
  void answered(Optional<RpcMethod> method, int code, long nanos) {
    Outcome outcome = new Outcome(method.map(RpcMethod::wireName).orElse(UNKNOWN), code);
    counters.computeIfAbsent(outcome, this::counter).increment();
    method.ifPresent(known -> timer(known).record(nanos, TimeUnit.NANOSECONDS));
  }

  private Timer timer(RpcMethod method) {
    return java.util.Objects.requireNonNull(timers.get(method));
  }

  private Counter counter(Outcome outcome) {
    return Counter.builder("cairn.rpc.requests")
        .description("Calls answered; code 0 is a result, else the number of the error.")
        .tag("method", outcome.method())
        .tag("code", Integer.toString(outcome.code()))
        .register(registry);
  }
}
