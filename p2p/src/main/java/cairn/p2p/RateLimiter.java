package cairn.p2p;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A [TokenBucket] for each key, in bounded memory: the key that was used the longest time ago is
/// forgotten for a new one. So an attacker with many addresses can at most have full buckets, and a
/// bucket over all of them must bound the sum. Confined to one thread; time is passed in.
final class RateLimiter<K> {
  private final Rate rate;
  private final Map<K, TokenBucket> buckets;

  /// @param perSecond on average
  /// @param burst at once
  record Rate(int perSecond, int burst) {}

  RateLimiter(Rate rate, int maxKeys) {
    this.rate = rate;
    this.buckets = new BoundedMap<>(maxKeys);
  }

  /// Takes a token; false if there is none.
  boolean allows(K key, long nowMillis) {
    long nowNanos = TimeUnit.MILLISECONDS.toNanos(nowMillis);
    return buckets
        .computeIfAbsent(key, absent -> new TokenBucket(rate.perSecond(), rate.burst(), nowNanos))
        .tryTake(nowNanos);
  }

  int size() {
    return buckets.size();
  }
}
