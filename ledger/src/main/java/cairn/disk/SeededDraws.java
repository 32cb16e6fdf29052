package cairn.disk;

/// Draws from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood, 2014).
final class SeededDraws {
  private long state;

  SeededDraws(long seed) {
    this.state = seed;
  }

  long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// A number in `0..bound-1`; the bias of at most `bound / 2^63` does not matter here.
  int below(int bound) {
    return (int) Long.remainderUnsigned(next() >>> 1, bound);
  }

  /// A number in `low..high`, whichever of the two is the greater.
  int between(int low, int high) {
    return Math.min(low, high) + below(Math.abs(high - low) + 1);
  }

  boolean coin() {
    return next() < 0;
  }
}
