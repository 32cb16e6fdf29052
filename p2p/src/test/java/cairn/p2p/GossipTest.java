package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class GossipTest {
  private static final MessageType TOPIC =
      new MessageType(16, "TRANSACTION", Lane.TRANSACTIONS, 1000);
  private static final byte[] MESSAGE = {1};
  private static final Hash HASH = Gossip.hash(MESSAGE);

  private final Neighbours network = new Neighbours(4);
  private final Gossip gossip = new Gossip(network, TOPIC, peer -> peer.headHeight() > 0, 3);

  @Test
  void aMessageIsNewOnce() {
    assertTrue(gossip.firstSeen(HASH, id(1)));
    assertFalse(gossip.firstSeen(HASH, id(2)));
    assertFalse(gossip.firstSeen(HASH));
    assertTrue(gossip.isSeen(HASH));
  }

  @Test
  void goesToTheAudienceExceptThoseThatHaveIt() {
    gossip.firstSeen(HASH, id(1));
    gossip.firstSeen(HASH, id(2));

    assertEquals(1, gossip.forward(HASH, MESSAGE), "0 is no audience, 1 and 2 have it");
    assertEquals(List.of(id(3)), network.sentTo);
    assertEquals(0, gossip.forward(HASH, MESSAGE), "now 3 has it as well");
  }

  @Test
  void aRefusedMessageMayBeForwardedAgain() {
    gossip.firstSeen(HASH);
    network.full.add(id(3));
    assertEquals(2, gossip.forward(HASH, MESSAGE));

    network.full.clear();
    assertEquals(1, gossip.forward(HASH, MESSAGE));
  }

  @Test
  void theOldestIsForgottenWhenTheCacheIsFull() {
    gossip.firstSeen(HASH);
    for (int i = 2; i <= 4; i++) {
      gossip.firstSeen(Gossip.hash(new byte[] {(byte) i}));
    }
    assertFalse(gossip.isSeen(HASH));
    assertTrue(gossip.isSeen(Gossip.hash(new byte[] {2})));
  }

  private static NodeId id(int number) {
    return new NodeId(Hash.tagged("test", new byte[] {(byte) number}));
  }

  /// A network of silent neighbours that notes what is sent to whom.
  private static final class Neighbours implements PeerNetwork {
    final List<NodeId> sentTo = new ArrayList<>();
    final Set<NodeId> full = new HashSet<>();
    private final List<Peer> peers = new ArrayList<>();

    Neighbours(int count) {
      for (int i = 0; i < count; i++) {
        peers.add(
            new Peer(
                i,
                id(i),
                new InetSocketAddress(1),
                Direction.INBOUND,
                Optional.empty(),
                Optional.empty(),
                i,
                "test"));
      }
    }

    @Override
    public List<Peer> peers() {
      return List.copyOf(peers);
    }

    @Override
    public boolean send(NodeId to, MessageType type, byte[] message) {
      if (!full.contains(to)) {
        sentTo.add(to);
      }
      return !full.contains(to);
    }

    @Override
    public void start(PeerListener listener) {}

    @Override
    public void close() {}

    @Override
    public NodeId self() {
      return id(99);
    }

    @Override
    public InetSocketAddress listenAddress() {
      return new InetSocketAddress(1);
    }

    @Override
    public int broadcast(MessageType type, byte[] message, Predicate<Peer> to) {
      return 0;
    }

    @Override
    public Optional<Peer> peer(NodeId id) {
      return Optional.empty();
    }

    @Override
    public Optional<Peer> validator(PublicKey validatorKey) {
      return Optional.empty();
    }

    @Override
    public Optional<PeerStatistics> statistics(NodeId id) {
      return Optional.empty();
    }

    @Override
    public NetworkStatistics statistics() {
      return new NetworkStatistics(0, 0, 0, new TreeMap<>(), new TreeMap<>(), 0);
    }

    @Override
    public void penalise(NodeId peer, String rule) {}

    @Override
    public void pauseReading(NodeId peer) {}

    @Override
    public void resumeReading(NodeId peer) {}

    @Override
    public void keepLinksTo(Set<PublicKey> validatorKeys) {}

    @Override
    public void learn(NodeRecord record) {}
  }
}
