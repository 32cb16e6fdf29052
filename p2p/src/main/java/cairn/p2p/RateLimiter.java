package cairn.p2p;

import java.util.Map;

/// Token buckets by key, in bounded memory: the key that was used the longest time ago is forgotten
/// for a new one, so an attacker with many addresses can at most have full buckets; a bucket over
/// all of them must bound the sum. Not thread-safe; time is passed in.
final class RateLimiter<K> {
  private static final long UNITS = 1_000;

  private final Rate rate;
  private final Map<K, Bucket> buckets;

  /// @param perSecond on average
  /// @param burst at once
  record Rate(int perSecond, int burst) {}

  private record Bucket(long units, long atMillis) {}

  RateLimiter(Rate rate, int maxKeys) {
    this.rate = rate;
    this.buckets = new BoundedMap<>(maxKeys);
  }

  /// Takes a token; false if there is none.
  boolean allows(K key, long nowMillis) {
    long full = UNITS * rate.burst();
    Bucket bucket = buckets.getOrDefault(key, new Bucket(full, nowMillis));
    long elapsed = Math.clamp(nowMillis - bucket.atMillis(), 0, full);
    long units = Math.min(full, bucket.units() + elapsed * rate.perSecond());
    boolean allowed = units >= UNITS;
    buckets.put(key, new Bucket(allowed ? units - UNITS : units, nowMillis));
    return allowed;
  }

  int size() {
    return buckets.size();
  }
}
