package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.p2p.Disconnection;
import cairn.p2p.Lane;
import cairn.p2p.LocalNode;
import cairn.p2p.MessageType;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.Peer;
import cairn.p2p.PeerAddress;
import cairn.p2p.PeerLimits;
import cairn.p2p.PeerListener;
import cairn.p2p.PeerNetworkConfig;
import cairn.p2p.PeerSource;
import cairn.p2p.TestKeys;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A network of one node on the loopback interface, which writes down what its listener is told.
final class TestNode implements AutoCloseable {
  static final MessageType VOTE = new MessageType(16, "VOTE", Lane.CONSENSUS, 4 << 10);
  static final MessageType BLOCK = new MessageType(17, "BLOCK", Lane.BLOCKS, 5 << 20);
  static final MessageType TRANSACTION =
      new MessageType(18, "TRANSACTION", Lane.TRANSACTIONS, 128 << 10);
  static final List<MessageType> TYPES = List.of(VOTE, BLOCK, TRANSACTION);

  private static final long PATIENCE_SECONDS = 20;

  final NettyPeerNetwork network;
  final LocalNode local;
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();

  /// What the listener was told.
  sealed interface Seen {
    Peer peer();

    record Connected(Peer peer) implements Seen {}

    record Received(Peer peer, MessageType type, byte[] message) implements Seen {}

    record Disconnected(Peer peer, Disconnection why) implements Seen {}
  }

  /// What may differ from one node to the next; the rest is as in [#limits].
  record Setup(int seed, int port, Hash genesis, PeerLimits limits, List<PeerAddress> bootstrap) {
    static Setup of(int seed, TestNode... bootstrap) {
      return new Setup(
          seed,
          0,
          TestKeys.GENESIS,
          PeerLimits.loopback(),
          Arrays.stream(bootstrap).map(TestNode::address).toList());
    }

    Setup withPort(int other) {
      return new Setup(seed, other, genesis, limits, bootstrap);
    }

    Setup withGenesis(Hash other) {
      return new Setup(seed, port, other, limits, bootstrap);
    }

    Setup withLimits(PeerLimits other) {
      return new Setup(seed, port, genesis, other, bootstrap);
    }

    Setup withBootstrap(PeerAddress... addresses) {
      return new Setup(seed, port, genesis, limits, List.of(addresses));
    }
  }

  private TestNode(Setup setup, Optional<KeyPair> validatorKey, PeerSource source) {
    this.local = new LocalNode(TestKeys.key(setup.seed()), validatorKey, setup.genesis(), "test/1");
    this.network =
        new NettyPeerNetwork(
            new PeerNetworkConfig(
                local,
                new InetSocketAddress("127.0.0.1", setup.port()),
                setup.bootstrap(),
                TYPES,
                setup.limits()),
            source,
            TestKeys.ED25519,
            setup.seed(),
            (_, bug) -> bugs.add(bug));
  }

  static TestNode start(Setup setup) {
    return prepare(setup).start();
  }

  /// A node that is not started yet.
  static TestNode prepare(Setup setup) {
    return new TestNode(setup, Optional.empty(), PeerSource.none());
  }

  TestNode start() {
    return start(new Recorder());
  }

  TestNode start(PeerListener listener) {
    network.start(listener);
    return this;
  }

  static TestNode startValidator(Setup setup) {
    return startValidator(setup, PeerSource.none());
  }

  static TestNode startValidator(Setup setup, PeerSource source) {
    return new TestNode(setup, Optional.of(TestKeys.validatorKey(setup.seed())), source).start();
  }

  /// The record that this node would publish.
  NodeRecord record() {
    return TestKeys.record(local, port());
  }

  NodeId id() {
    return local.id();
  }

  PeerAddress address() {
    return new PeerAddress(Optional.empty(), "127.0.0.1", port());
  }

  int port() {
    return network.listenAddress().getPort();
  }

  Peer awaitConnected(NodeId id) {
    return await(s -> s instanceof Seen.Connected && s.peer().id().equals(id)).peer();
  }

  Disconnection awaitDisconnected(NodeId id) {
    Seen event = await(s -> s instanceof Seen.Disconnected && s.peer().id().equals(id));
    return event instanceof Seen.Disconnected end ? end.why() : fail();
  }

  Seen.Received awaitMessage() {
    Seen event = await(Seen.Received.class::isInstance);
    return event instanceof Seen.Received received ? received : fail();
  }

  /// Waits for what a thread of the network fails with.
  Throwable awaitBug() {
    try {
      Throwable bug = bugs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(bug, "no thread failed in time");
      return bug;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Takes events until one fits; those before it are forgotten.
  Seen await(Predicate<Seen> wanted) {
    try {
      while (true) {
        Seen event = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(event, "nothing such happened in time");
        if (wanted.test(event)) {
          return event;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    network.close();
  }

  private final class Recorder implements PeerListener {
    @Override
    public void onConnected(Peer peer) {
      seen.add(new Seen.Connected(peer));
    }

    @Override
    public void onMessage(Peer peer, MessageType type, byte[] message) {
      seen.add(new Seen.Received(peer, type, message));
    }

    @Override
    public void onDisconnected(Peer peer, Disconnection why) {
      seen.add(new Seen.Disconnected(peer, why));
    }

    @Override
    public long headHeight() {
      return 7;
    }
  }
}
