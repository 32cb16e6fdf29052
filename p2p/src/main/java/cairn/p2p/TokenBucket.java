package cairn.p2p;

import java.util.concurrent.TimeUnit;

/// A limit on a rate that lets bursts pass: tokens flow in evenly up to a maximum, and what is
/// taken beyond them is a debt that time pays.
///
/// Time is a parameter, in nanoseconds of any monotonic clock. Confined to one thread.
public final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long perSecond;
  private final long burst;
  private long nanoTokens;
  private long updatedNanos;

  /// @param burst the most that can be saved up; at most 2^30, and the rate as well, so that the
  ///   arithmetic below stays in range
  public TokenBucket(long perSecond, long burst, long nowNanos) {
    if (perSecond < 1 || burst < 1 || perSecond > 1L << 30 || burst > 1L << 30) {
      throw new IllegalArgumentException("rate " + perSecond + " with burst " + burst);
    }
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanoTokens = burst * SECOND;
    this.updatedNanos = nowNanos;
  }

  /// Takes tokens, on credit if need be, and returns for how many nanoseconds the taker should
  /// pause: 0 unless there is a debt.
  public long take(long tokens, long nowNanos) {
    refill(nowNanos);
    nanoTokens -= tokens * SECOND;
    return nanoTokens >= 0 ? 0 : -nanoTokens / perSecond;
  }

  /// Takes a token if one is there.
  public boolean tryTake(long nowNanos) {
    refill(nowNanos);
    if (nanoTokens < SECOND) {
      return false;
    }
    nanoTokens -= SECOND;
    return true;
  }

  private void refill(long nowNanos) {
    long full = burst * SECOND;
    long elapsed = Math.max(0, nowNanos - updatedNanos);
    long untilFull = (full - nanoTokens) / perSecond + 1;
    nanoTokens = elapsed >= untilFull ? full : Math.min(full, nanoTokens + elapsed * perSecond);
    updatedNanos = nowNanos;
  }
}
