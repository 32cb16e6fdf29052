package cairn.node;

import cairn.p2p.NodeId;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// How many answers to requests of one kind each peer still owes: a request may be answered once,
/// in time or late, and whoever sends more was not asked. Thread-safe.
///
/// So large messages are told apart before they are decoded, and an honest peer that is merely late
/// is never taken for one that floods. What a peer owes outlasts its connection, since it answers
/// when it can; the peers that were asked the longest time ago are forgotten above a bound that no
/// number of connections comes near.
final class OpenRequests {
  private static final int MAX_PEERS = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<NodeId, Integer> owed = new LinkedHashMap<>();

  /// Call before the request is sent: its answer may come at once.
  void opened(NodeId peer) {
    lock.lock();
    try {
      owed.putLast(peer, owed.getOrDefault(peer, 0) + 1);
      if (owed.size() > MAX_PEERS) {
        owed.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  /// An answer of that peer has come; returns whether it owed one.
  boolean isAnswer(NodeId peer) {
    lock.lock();
    try {
      int count = owed.getOrDefault(peer, 0);
      if (count > 1) {
        owed.put(peer, count - 1);
      } else {
        owed.remove(peer);
      }
      return count > 0;
    } finally {
      lock.unlock();
    }
  }
}
