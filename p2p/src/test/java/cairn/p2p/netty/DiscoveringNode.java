package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import cairn.p2p.DiscoveryConfig;
import cairn.p2p.LocalNode;
import cairn.p2p.NodeAddress;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.OwnRecord;
import cairn.p2p.PeerAddress;
import cairn.p2p.RecordStore;
import cairn.p2p.TestKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Discovery of one node on the loopback interface, over a real socket.
final class DiscoveringNode implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  final OwnRecord own;
  final UdpDiscovery discovery;
  private final BlockingQueue<NodeRecord> records = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();

  /// A store in memory that outlives the node.
  static final class Memory implements RecordStore {
    private final AtomicReference<Optional<byte[]>> saved = new AtomicReference<>(Optional.empty());

    @Override
    public Optional<byte[]> load() {
      return saved.get();
    }

    @Override
    public void save(byte[] bytes) {
      saved.set(Optional.of(bytes));
    }
  }

  private DiscoveringNode(LocalNode local, List<PeerAddress> bootstrap, RecordStore store) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.own =
        OwnRecord.of(
            local, new NodeAddress(loopback, 1, 0), System.currentTimeMillis(), TestKeys.ED25519);
    var config = new DiscoveryConfig(new InetSocketAddress(loopback, 0), bootstrap);
    var surroundings =
        new UdpDiscovery.Surroundings(store, new SecureRandom(), (_, bug) -> bugs.add(bug));
    this.discovery = new UdpDiscovery(config, own, TestKeys.ED25519, surroundings);
    discovery.onRecord(records::add);
  }

  /// A node that is built but does nothing yet.
  static DiscoveringNode of(int seed, RecordStore store, PeerAddress... bootstrap) {
    var local =
        new LocalNode(
            TestKeys.key(seed),
            Optional.of(TestKeys.validatorKey(seed)),
            TestKeys.GENESIS,
            "test/1");
    return new DiscoveringNode(local, Arrays.asList(bootstrap), store);
  }

  static DiscoveringNode start(int seed, RecordStore store, PeerAddress... bootstrap) {
    DiscoveringNode node = of(seed, store, bootstrap);
    node.discovery.start();
    return node;
  }

  NodeId id() {
    return own.local().id();
  }

  PublicKey validatorKey() {
    return own.local().validatorKey().orElseThrow().publicKey();
  }

  PeerAddress address() {
    InetSocketAddress address = discovery.listenAddress();
    return PeerAddress.parse(address.getHostString() + ":" + address.getPort());
  }

  /// Waits until a record of each of these was told.
  void awaitRecordsOf(DiscoveringNode... others) {
    Set<NodeId> missing = new TreeSet<>();
    Arrays.stream(others).forEach(other -> missing.add(other.id()));
    missing.remove(id());
    try {
      while (!missing.isEmpty()) {
        NodeRecord record = records.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(record != null, "not found in time: " + missing);
        missing.remove(record.id());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Waits for what a thread of discovery fails with.
  Throwable awaitBug() {
    try {
      return Optional.ofNullable(bugs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).orElseThrow();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Ends it before its time.
  void stop() {
    close();
  }

  @Override
  public void close() {
    discovery.close();
  }
}
