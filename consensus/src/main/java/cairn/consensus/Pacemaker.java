package cairn.consensus;

import cairn.quorum.View;
import java.time.Duration;
import java.util.EnumMap;

/// The timers of a replica, and what the passing of time did to it: how long views may take, how
/// big blocks may be, and whether the heartbeat is due.
///
/// A timer is armed at most once at a time. Disarming forgets it, so that it is ignored when it
/// fires; arming again starts the whole duration anew.
final class Pacemaker {
  private static final int MAX_BUDGET_SHIFT = 4;
  private static final int MAX_SLOWDOWN = 8;
  private static final int FOLLOW_UP_PART = 4;

  private Timing timing;
  private final EnumMap<Timer.Kind, Timer> armed;
  private long lastNumber;
  private boolean heartbeatElapsed;
  private int budgetShift;

  Pacemaker(Timing timing, int budgetShift) {
    this.timing = timing;
    this.armed = new EnumMap<>(Timer.Kind.class);
    this.budgetShift = Math.min(MAX_BUDGET_SHIFT, budgetShift);
  }

  private Pacemaker(Pacemaker other) {
    this.timing = other.timing;
    this.armed = new EnumMap<>(other.armed);
    this.lastNumber = other.lastNumber;
    this.heartbeatElapsed = other.heartbeatElapsed;
    this.budgetShift = other.budgetShift;
  }

  Pacemaker copy() {
    return new Pacemaker(this);
  }

  /// From the next timer on, these hold; what is armed runs out as it was.
  void set(Timing other) {
    timing = other;
  }

  /// Whether the heartbeat has elapsed since the last final block.
  boolean isHeartbeatElapsed() {
    return heartbeatElapsed;
  }

  int budgetShift() {
    return budgetShift;
  }

  /// Rule: the block budget halves with each nullified view, down to a sixteenth.
  void onNullified() {
    budgetShift = Math.min(MAX_BUDGET_SHIFT, budgetShift + 1);
  }

  /// Rule: the block budget doubles with each finalization, and the heartbeat counts from it.
  void onFinalized(View view, Outbox out) {
    budgetShift = Math.max(0, budgetShift - 1);
    startHeartbeat(view, out);
  }

  void startHeartbeat(View lastFinal, Outbox out) {
    heartbeatElapsed = false;
    disarm(Timer.Kind.HEARTBEAT);
    arm(Timer.Kind.HEARTBEAT, lastFinal, 0, out);
  }

  /// Forgets the timers of the view that is left.
  void enterView() {
    disarm(Timer.Kind.LEADER);
    disarm(Timer.Kind.NOTARIZATION);
    disarm(Timer.Kind.FOLLOW_UP);
    disarm(Timer.Kind.RETRY);
  }

  /// Starts a timer, unless it runs; `slowness` is the k of [#slowed].
  void arm(Timer.Kind kind, View view, long slowness, Outbox out) {
    if (armed.containsKey(kind)) {
      return;
    }
    lastNumber++;
    Timer timer = new Timer(kind, view, lastNumber);
    armed.put(kind, timer);
    out.add(new Effect.StartTimer(timer, duration(kind, slowness)));
  }

  void disarm(Timer.Kind kind) {
    armed.remove(kind);
  }

  /// Takes in a fired timer; answers false if it is stale.
  boolean fire(Timer timer) {
    if (!timer.equals(armed.get(timer.kind()))) {
      return false;
    }
    armed.remove(timer.kind());
    if (timer.kind() == Timer.Kind.HEARTBEAT) {
      heartbeatElapsed = true;
    }
    return true;
  }

  private Duration duration(Timer.Kind kind, long slowness) {
    return switch (kind) {
      case LEADER -> slowed(timing.leaderTimeout(), slowness);
      case NOTARIZATION -> slowed(timing.notarizationTimeout(), slowness);
      case FOLLOW_UP -> slowed(timing.leaderTimeout(), slowness).dividedBy(FOLLOW_UP_PART);
      case RETRY -> timing.retryInterval();
      case HEARTBEAT -> timing.heartbeat();
    };
  }

  /// base × min(1.5^k, 8), in whole nanoseconds.
  static Duration slowed(Duration base, long k) {
    long nanos = base.toNanos();
    long most = Math.multiplyExact(nanos, MAX_SLOWDOWN);
    long slowed = nanos;
    for (long i = 0; i < k && slowed < most; i++) {
      slowed += slowed / 2;
    }
    return Duration.ofNanos(Math.min(slowed, most));
  }
}
