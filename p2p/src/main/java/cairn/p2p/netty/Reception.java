package cairn.p2p.netty;

import cairn.p2p.Lane;
import cairn.p2p.PeerLimits;
import cairn.p2p.TokenBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What came in on one connection: counted by lane for everyone to read, and limited on the event
/// loop, the bytes as they arrive and whatever becomes of them.
final class Reception {
  private static final int BURST_SECONDS = 4;

  private final List<Counter> lanes = new ArrayList<>(Lane.COUNT);

  private final TokenBucket byteBucket;

  private record Counter(LongAdder frames, LongAdder bytes, TokenBucket frameBucket) {}

  Reception(PeerLimits.Rates rates, long nowNanos) {
    for (int i = 0; i < Lane.COUNT; i++) {
      lanes.add(
          new Counter(
              new LongAdder(), new LongAdder(), bucket(rates.messagesPerSecond(), nowNanos)));
    }
    this.byteBucket = bucket(rates.bytesPerSecond(), nowNanos);
  }

  /// Charges bytes, and returns for how many nanoseconds not to read from the peer.
  long arrived(int bytes, long nowNanos) {
    return byteBucket.take(bytes, nowNanos);
  }

  /// Counts a message, and returns for how many nanoseconds not to read from the peer.
  long received(Lane lane, int bytes, long nowNanos) {
    Counter counter = lanes.get(lane.number());
    counter.frames.increment();
    counter.bytes.add(bytes);
    return counter.frameBucket.take(1, nowNanos);
  }

  /// For how many nanoseconds more not to read from the peer.
  long debtNanos(long nowNanos) {
    long debt = byteBucket.take(0, nowNanos);
    for (Counter counter : lanes) {
      debt = Math.max(debt, counter.frameBucket.take(0, nowNanos));
    }
    return debt;
  }

  long frames(Lane lane) {
    return lanes.get(lane.number()).frames.sum();
  }

  long bytes(Lane lane) {
    return lanes.get(lane.number()).bytes.sum();
  }

  private static TokenBucket bucket(long perSecond, long nowNanos) {
    return new TokenBucket(perSecond, perSecond * BURST_SECONDS, nowNanos);
  }
}
