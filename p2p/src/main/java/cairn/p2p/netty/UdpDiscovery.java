package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import cairn.p2p.DiscoveryConfig;
import cairn.p2p.KnownNodes;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.OwnRecord;
import cairn.p2p.PeerSource;
import cairn.p2p.RecordStore;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Discovery over UDP. The protocol runs on one event loop of its own; every method may be called
/// by any thread, and none blocks except [#start] and [#close]. Answers are snapshots.
@SuppressWarnings("DoNotCallSuggester")
public final class UdpDiscovery implements PeerSource, AutoCloseable {
  private final OwnRecord own;
  private final RandomGenerator random;
  private volatile KnownNodes known = KnownNodes.NONE;

  /// @param random draws request ids, which must not be guessable: a `SecureRandom`, but for tests
  public UdpDiscovery(
      DiscoveryConfig config,
      OwnRecord own,
      RecordStore store,
      Ed25519 ed25519,
      RandomGenerator random) {
    this.own = own;
    this.random = random;
  }

  /// Binds the port, publishes it in the own record if that says UDP port 0, and begins to look for
  /// nodes. Throws [cairn.p2p.PeerNetworkException] with a sentence for people if the port cannot
  /// be bound.
  public void start() {
    throw new UnsupportedOperationException();
  }

  /// Saves what is known; returns when the socket and the thread are gone.
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /// Where it listens; known after [#start].
  public InetSocketAddress listenAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<NodeRecord> own() {
    return Optional.of(own.current()).filter(record -> record.address().isUsable());
  }

  @Override
  public List<NodeRecord> candidates(int count) {
    return known.randomRecords(count, random);
  }

  @Override
  public Optional<NodeRecord> validator(PublicKey validatorKey) {
    return known.validator(validatorKey);
  }

  public Optional<NodeRecord> record(NodeId id) {
    return known.record(id);
  }

  /// The newest known record of each of these validators that has one.
  public List<NodeRecord> recordsOf(Set<PublicKey> validatorKeys) {
    return known.recordsOf(validatorKeys);
  }

  /// At most `count` different known nodes, drawn evenly; never this node itself.
  public List<NodeRecord> randomRecords(int count, RandomGenerator random) {
    return known.randomRecords(count, random);
  }

  /// At most `count` known nodes, the closest to `target` first; never this node itself.
  public List<NodeRecord> closest(NodeId target, int count) {
    return known.closest(target, count);
  }

  /// Calls `listener` on the event loop for each record that is new or newer than the one known,
  /// first of all for those known already.
  public void onRecord(Consumer<NodeRecord> listener) {
    throw new UnsupportedOperationException();
  }

  /// Replaces the set of validators whose records are looked for, and kept also while they are
  /// unreachable.
  public void follow(Set<PublicKey> validatorKeys) {
    throw new UnsupportedOperationException();
  }

  /// Tells of a record that a link has proved. It is a hint: discovery checks it and asks the node.
  public void offer(NodeRecord record) {
    throw new UnsupportedOperationException();
  }
}
