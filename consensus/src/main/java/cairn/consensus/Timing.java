package cairn.consensus;

import java.time.Duration;

/// The base durations of a [Replica]'s timers. All are parameters of the ledger, the same on every
/// validator.
///
/// @param leaderTimeout how long a view waits for its proposal
/// @param notarizationTimeout how long a view waits for its notarization, longer than for the
///   proposal
/// @param retryInterval how often a stuck replica sends again
/// @param heartbeat how long after the last final block a block is due though nothing happened
public record Timing(
    Duration leaderTimeout,
    Duration notarizationTimeout,
    Duration retryInterval,
    Duration heartbeat) {
  public Timing {
    if (!leaderTimeout.isPositive() || !retryInterval.isPositive() || !heartbeat.isPositive()) {
      throw new IllegalArgumentException("the durations of consensus timers are positive");
    }
    if (notarizationTimeout.compareTo(leaderTimeout) <= 0) {
      throw new IllegalArgumentException(
          "the notarization timeout must be longer than the leader timeout");
    }
  }
}
