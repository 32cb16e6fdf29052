package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import cairn.p2p.MessageType;
import cairn.p2p.NetworkStatistics;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.Peer;
import cairn.p2p.PeerListener;
import cairn.p2p.PeerNetwork;
import cairn.p2p.PeerNetworkConfig;
import cairn.p2p.PeerSource;
import cairn.p2p.PeerStatistics;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The [PeerNetwork] over TCP and TLS 1.3.
public final class NettyPeerNetwork implements PeerNetwork {
  private final PeerNetworkConfig config;

  /// @param seed of the jitter between dials; it protects nothing
  public NettyPeerNetwork(PeerNetworkConfig config, PeerSource source, Ed25519 ed25519, long seed) {
    this.config = config;
  }

  @Override
  public void start(PeerListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public NodeId self() {
    return config.local().id();
  }

  @Override
  public InetSocketAddress listenAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean send(NodeId to, MessageType type, byte[] message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int broadcast(MessageType type, byte[] message, Predicate<Peer> to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Peer> peers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Peer> peer(NodeId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Peer> validator(PublicKey validatorKey) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<PeerStatistics> statistics(NodeId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public NetworkStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void penalise(NodeId peer, String rule) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void pauseReading(NodeId peer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resumeReading(NodeId peer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void keepLinksTo(Set<PublicKey> validatorKeys) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void learn(NodeRecord record) {
    throw new UnsupportedOperationException();
  }
}
