package cairn.node;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.p2p.Direction;
import cairn.p2p.Lane;
import cairn.p2p.LaneStatistics;
import cairn.p2p.MessageType;
import cairn.p2p.NetworkStatistics;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.Peer;
import cairn.p2p.PeerListener;
import cairn.p2p.PeerNetwork;
import cairn.p2p.PeerStatistics;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A network whose peers are silent: it notes what is sent to them, and who is penalised. Like the
/// real one it refuses messages that are longer than their type allows.
final class RecordingNetwork implements PeerNetwork {
  /// One message to one peer.
  @SuppressWarnings("ArrayRecordComponent")
  record Sent(NodeId to, MessageType type, byte[] message) {}

  final List<Sent> sent = new ArrayList<>();
  final List<String> penalties = new ArrayList<>();

  /// What waits for each peer in the lane of answers.
  final Map<NodeId, Long> bytesQueued = new HashMap<>();

  /// Whom this network tells, once it is started.
  Optional<PeerListener> listener = Optional.empty();

  private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
  private long connections;

  /// Connects a peer that is no validator.
  Peer connect(int number) {
    return connect(number, Optional.empty());
  }

  Peer connect(int number, Optional<PublicKey> validatorKey) {
    NodeId id = new NodeId(Hash.tagged("test.node", new byte[] {(byte) number}));
    Peer peer =
        new Peer(
            ++connections,
            id,
            new InetSocketAddress(1),
            Direction.INBOUND,
            validatorKey,
            Optional.empty(),
            0,
            "test");
    peers.put(id, peer);
    return peer;
  }

  void disconnect(Peer peer) {
    peers.remove(peer.id());
  }

  /// The messages of a type that were sent so far.
  List<Sent> sent(MessageType type) {
    return sent.stream().filter(message -> message.type().equals(type)).toList();
  }

  @Override
  public boolean send(NodeId to, MessageType type, byte[] message) {
    if (message.length > type.maxBytes()) {
      throw new IllegalArgumentException(type.name() + " of " + message.length + " bytes");
    }
    return peers.containsKey(to) && sent.add(new Sent(to, type, message));
  }

  @Override
  public int broadcast(MessageType type, byte[] message, Predicate<Peer> to) {
    return (int) peers().stream().filter(to).filter(peer -> send(peer.id(), type, message)).count();
  }

  @Override
  public List<Peer> peers() {
    return List.copyOf(peers.values());
  }

  @Override
  public Optional<Peer> peer(NodeId id) {
    return Optional.ofNullable(peers.get(id));
  }

  @Override
  public Optional<Peer> validator(PublicKey validatorKey) {
    return peers().stream()
        .filter(peer -> peer.validatorKey().equals(Optional.of(validatorKey)))
        .findFirst();
  }

  @Override
  public Optional<PeerStatistics> statistics(NodeId id) {
    return peer(id)
        .map(peer ->
            new PeerStatistics(
                Arrays.stream(Lane.values())
                    .map(lane ->
                        new LaneStatistics(
                            lane, 0, 0, 0, 0, 0, 0, bytesQueued.getOrDefault(id, 0L)))
                    .toList()));
  }

  /// The connection ends, as in the real network.
  @Override
  public void penalise(NodeId peer, String rule) {
    penalties.add(rule);
    peers.remove(peer);
  }

  @Override
  public NodeId self() {
    return new NodeId(Hash.tagged("test.node", new byte[] {-1}));
  }

  @Override
  public InetSocketAddress listenAddress() {
    return new InetSocketAddress(1);
  }

  @Override
  public NetworkStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void start(PeerListener started) {
    listener = Optional.of(started);
  }

  @Override
  public void close() {}

  @Override
  public void pauseReading(NodeId peer) {}

  @Override
  public void resumeReading(NodeId peer) {}

  @Override
  public void keepLinksTo(Set<PublicKey> validatorKeys) {}

  @Override
  public void learn(NodeRecord record) {}
}
