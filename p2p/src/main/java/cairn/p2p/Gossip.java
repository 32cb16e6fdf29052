package cairn.p2p;

import cairn.crypto.Hash;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// One topic of gossip: messages that every interested peer shall have once, pushed over links.
///
/// A bounded cache remembers which messages were seen and which peers have them; when it is full
/// the oldest is forgotten, so a message that comes again much later counts as new. The node
/// decides on each new message: accept ([#forward] it), ignore (do nothing), or penalise
/// ([PeerNetwork#penalise]). Thread-safe.
public final class Gossip {
  /// Peers remembered for one message; links are fewer, so only peers that are gone are forgotten.
  private static final int MAX_HOLDERS = 512;

  private final PeerNetwork network;
  private final MessageType topic;
  private final Predicate<Peer> audience;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Hash, Set<NodeId>> holders = new LinkedHashMap<>();

  /// @param audience the peers that want this topic
  /// @param capacity how many messages are remembered
  public Gossip(PeerNetwork network, MessageType topic, Predicate<Peer> audience, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a seen-cache of " + capacity + " messages");
    }
    this.network = network;
    this.topic = topic;
    this.audience = audience;
    this.capacity = capacity;
  }

  /// The name of a message in the cache, for messages that have no hash of their own.
  public static Hash hash(byte[] message) {
    return Hash.tagged("cairn.gossip", message);
  }

  /// Notes that `from` has the message, and says whether it is new here.
  public boolean firstSeen(Hash hash, NodeId from) {
    lock.lock();
    try {
      boolean isNew = remember(hash);
      note(hash, from);
      return isNew;
    } finally {
      lock.unlock();
    }
  }

  /// Notes a message that this node made, and says whether it is new.
  public boolean firstSeen(Hash hash) {
    lock.lock();
    try {
      return remember(hash);
    } finally {
      lock.unlock();
    }
  }

  /// Whether it was seen and is not forgotten.
  public boolean isSeen(Hash hash) {
    lock.lock();
    try {
      return holders.containsKey(hash);
    } finally {
      lock.unlock();
    }
  }

  /// Notes that a peer has a message that was seen here: it announced it, or was sent it in another
  /// way.
  public void noteHas(Hash hash, NodeId peer) {
    lock.lock();
    try {
      note(hash, peer);
    } finally {
      lock.unlock();
    }
  }

  /// Pushes a message to the audience except those that have it. Returns how many took it. A peer
  /// whose queue refuses it counts as not having it.
  public int forward(Hash hash, byte[] message) {
    int taken = 0;
    for (Peer peer : network.peers()) {
      if (audience.test(peer) && lacks(hash, peer.id())) {
        if (network.send(peer.id(), topic, message)) {
          noteHas(hash, peer.id());
          taken++;
        }
      }
    }
    return taken;
  }

  private boolean lacks(Hash hash, NodeId peer) {
    lock.lock();
    try {
      Set<NodeId> known = holders.get(hash);
      return known == null || !known.contains(peer);
    } finally {
      lock.unlock();
    }
  }

  private boolean remember(Hash hash) {
    if (holders.containsKey(hash)) {
      return false;
    }
    if (holders.size() >= capacity) {
      Iterator<Hash> oldest = holders.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    holders.put(hash, new HashSet<>(4));
    return true;
  }

  private void note(Hash hash, NodeId peer) {
    Set<NodeId> known = holders.get(hash);
    if (known != null && known.size() < MAX_HOLDERS) {
      known.add(peer);
    }
  }
}
