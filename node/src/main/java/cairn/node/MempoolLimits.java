package cairn.node;

/// The bounds of a mempool.
public record MempoolLimits(int transactions, long bytes, int perSender) {
  public static final MempoolLimits DEFAULT = new MempoolLimits(50_000, 32L << 20, 1_000);

  public MempoolLimits {
    if (transactions < 1 || bytes < 1 || perSender < 1) {
      throw new IllegalArgumentException("the limits of a mempool are at least 1");
    }
  }
}
