package cairn.node;

import cairn.ledger.Transaction;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Passes new transactions on, in batches: the first after a pause leaves at once, what comes
/// within the next moment leaves together. Thread-safe.
///
/// They go to all validators with a link; a node with no such link sends them to all its peers.
/// What a full queue refuses is not lost: the mempool passes on again what stays.
final class TransactionPush {
  /// Batches are at least so far apart; that is little beside a hop, and saves most of the frames
  /// under load.
  private static final Duration PAUSE = Duration.ofNanos(1_500_000);

  /// What waits is bounded; above it the newest is left to the mempool's second try.
  private static final int MAX_WAITING = 16_384;

  private final PeerNetwork network;
  private final NodeClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private List<Transaction> waiting = new ArrayList<>();
  private boolean isPausing;

  TransactionPush(PeerNetwork network, NodeClock clock) {
    this.network = network;
    this.clock = clock;
  }

  void push(List<Transaction> transactions) {
    lock.lock();
    try {
      int room = Math.min(transactions.size(), MAX_WAITING - waiting.size());
      waiting.addAll(transactions.subList(0, Math.max(0, room)));
      if (isPausing) {
        return;
      }
      isPausing = true;
    } finally {
      lock.unlock();
    }
    send();
  }

  private void send() {
    List<Transaction> batch;
    lock.lock();
    try {
      batch = waiting;
      waiting = new ArrayList<>();
      isPausing = !batch.isEmpty();
      if (!isPausing) {
        return;
      }
    } finally {
      lock.unlock();
    }
    clock.schedule(PAUSE, this::send);
    boolean hasValidator = network.peers().stream().anyMatch(peer -> isValidator(peer));
    Predicate<Peer> audience = hasValidator ? TransactionPush::isValidator : _ -> true;
    for (byte[] message : TransactionBatch.encode(batch)) {
      network.broadcast(MessageTypes.TRANSACTION_BATCH, message, audience);
    }
  }

  private static boolean isValidator(Peer peer) {
    return peer.validatorKey().isPresent();
  }
}
