package cairn.node;

import cairn.p2p.NodeId;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedVote;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;

/// The votes that wait for the consensus thread: one queue for each validator and each peer that
/// handed its votes on, first in first out, with a bound of its own, above which the oldest go. A
/// vote stands in a queue once.
///
/// So a peer that sends another's votes again and again pushes none of them out that came by
/// another way. Not thread-safe.
final class VoteQueues {
  /// K = 64 views with three votes each are in the window of one validator, and some to spare.
  static final int VOTES = 256;

  private final Map<Source, SequencedSet<VerifiedVote>> queues = new LinkedHashMap<>();
  private long dropped;

  private record Source(NodeId peer, ValidatorId signer) {}

  void add(NodeId from, VerifiedVote vote) {
    SequencedSet<VerifiedVote> queue =
        queues.computeIfAbsent(new Source(from, vote.signer()), _ -> new LinkedHashSet<>());
    if (queue.add(vote) && queue.size() > VOTES) {
      queue.removeFirst();
      dropped++;
    }
  }

  /// Takes everything out, a queue at a time.
  void drainTo(Consumer<VerifiedVote> consumer) {
    queues.values().forEach(queue -> queue.forEach(consumer));
    queues.clear();
  }

  long dropped() {
    return dropped;
  }
}
