package cairn.testnet;

import cairn.node.ExitCode;
import java.time.Duration;

/// What the load generator offers.
///
/// @param perSecond transfers a second, 0 for as many as become final
/// @param duration how long transfers are offered
/// @param accounts senders, each funded; transfers go round among them
record LoadPlan(int perSecond, Duration duration, int accounts) {
  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_ACCOUNTS = 1_000_000;

  LoadPlan {
    if (perSecond < 0 || perSecond > MAX_RATE) {
      throw usage("The rate is 1 to " + MAX_RATE + " a second, not " + perSecond + ".");
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofDays(7)) > 0) {
      throw usage("The load lasts 1 second to 7 days.");
    }
    if (accounts < 2 || accounts > MAX_ACCOUNTS) {
      throw usage("The accounts are 2 to " + MAX_ACCOUNTS + ", not " + accounts + ".");
    }
  }

  boolean isMaximum() {
    return perSecond == 0;
  }

  private static NetException usage(String message) {
    return new NetException(ExitCode.USAGE, message, "`net load --help` tells more.");
  }
}
