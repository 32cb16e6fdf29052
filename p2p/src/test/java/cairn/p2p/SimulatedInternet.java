package cairn.p2p;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.SecretKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Many [Discovery]s in virtual time, with latency, loss, and nodes that die. All from one seed.
final class SimulatedInternet {
  static final Hash GENESIS = Hash.tagged("test", new byte[] {1});
  static final long EPOCH_MILLIS = 1_800_000_000_000L;
  static final int PORT = 8641;

  private static final int MIN_LATENCY_MILLIS = 2;
  private static final int LATENCY_SPREAD_MILLIS = 60;

  private final Random random;
  private final Ed25519 ed25519 = new KeyedHashEd25519();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::atMillis).thenComparing(Event::order));
  private final Map<InetSocketAddress, Node> byAddress = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private long nowMillis;
  private long order;
  private double loss;

  private record Event(long atMillis, long order, Runnable action) {}

  /// One simulated node.
  final class Node {
    private final KeyPair key;
    private final InetSocketAddress address;
    private final DiscoveryConfig config;
    private final OwnRecord own;
    private Discovery discovery;
    private boolean isUp = true;
    private long timerAtMillis = Long.MAX_VALUE;
    private Optional<SavedNodes> saved = Optional.empty();
    private final Set<NodeId> found = new HashSet<>();
    private long bytesSent;

    private Node(int number, List<PeerAddress> bootstrap, Optional<KeyPair> validator) {
      this.key = keyPair("node", number);
      this.address = new InetSocketAddress(host(number), PORT);
      this.config = new DiscoveryConfig(address, bootstrap);
      var local = new LocalNode(key, validator, GENESIS, "test/1");
      var place = new NodeAddress(host(number), PORT, PORT);
      this.own = OwnRecord.of(local, place, EPOCH_MILLIS + nowMillis, ed25519);
      this.discovery = newDiscovery();
    }

    NodeId id() {
      return own.local().id();
    }

    NodeRecord record() {
      return own.current();
    }

    Discovery discovery() {
      return discovery;
    }

    KnownNodes known() {
      return discovery.known();
    }

    Set<NodeId> found() {
      return found;
    }

    Optional<SavedNodes> savedNodes() {
      return saved;
    }

    long bytesSent() {
      return bytesSent;
    }

    PeerAddress peerAddress() {
      return PeerAddress.parse(address.getHostString() + ":" + PORT);
    }

    void start() {
      run(this, discovery.start(saved, now()));
    }

    void kill() {
      isUp = false;
    }

    /// Comes back with what it had saved.
    void restart() {
      isUp = true;
      discovery = newDiscovery();
      timerAtMillis = Long.MAX_VALUE;
      start();
    }

    private Discovery newDiscovery() {
      return new Discovery(config, own, ed25519, new Random(random.nextLong()));
    }
  }

  SimulatedInternet(long seed) {
    this.random = new Random(seed);
  }

  void loseDatagrams(double share) {
    loss = share;
  }

  Node add(List<PeerAddress> bootstrap) {
    return add(bootstrap, Optional.empty());
  }

  Node add(List<PeerAddress> bootstrap, Optional<KeyPair> validator) {
    Node node = new Node(nodes.size(), bootstrap, validator);
    nodes.add(node);
    byAddress.put(node.address, node);
    return node;
  }

  List<Node> nodes() {
    return nodes;
  }

  Ed25519 ed25519() {
    return ed25519;
  }

  long nowMillis() {
    return nowMillis;
  }

  Moment now() {
    return new Moment(nowMillis, EPOCH_MILLIS + nowMillis);
  }

  KeyPair keyPair(String kind, int number) {
    byte[] seed = Hash.tagged(kind, ByteBuffer.allocate(4).putInt(number).array()).bytes();
    return KeyPair.of(SecretKey.of(seed), ed25519);
  }

  /// Runs until the condition holds; false if it does not within the virtual time given.
  boolean runUntil(BooleanSupplier condition, long withinMillis) {
    long end = nowMillis + withinMillis;
    while (!condition.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.atMillis() > end) {
        nowMillis = end;
        return false;
      }
      events.remove();
      nowMillis = Math.max(nowMillis, next.atMillis());
      next.action().run();
    }
    return true;
  }

  void runFor(long millis) {
    runUntil(() -> false, millis);
  }

  void run(Node node, List<DiscoveryEffect> effects) {
    for (DiscoveryEffect effect : effects) {
      switch (effect) {
        case DiscoveryEffect.Send(Datagram datagram) -> send(node, datagram);
        case DiscoveryEffect.Resolve(PeerAddress bootstrap) ->
            at(1, () -> resolved(node, bootstrap));
        case DiscoveryEffect.Found(NodeRecord record) -> node.found.add(record.id());
        case DiscoveryEffect.Save(SavedNodes saved) -> node.saved = Optional.of(saved);
      }
    }
    long due = node.discovery.nextDueMillis();
    if (due < node.timerAtMillis) {
      node.timerAtMillis = due;
      Discovery owner = node.discovery;
      at(Math.max(0, due - nowMillis), () -> onTimer(node, owner, due));
    }
  }

  private void onTimer(Node node, Discovery owner, long dueMillis) {
    if (node.isUp && node.discovery == owner && node.timerAtMillis == dueMillis) {
      node.timerAtMillis = Long.MAX_VALUE;
      run(node, node.discovery.onTime(now()));
    }
  }

  private void resolved(Node node, PeerAddress bootstrap) {
    if (node.isUp) {
      var endpoint = new InetSocketAddress(bootstrap.host(), bootstrap.port());
      run(node, node.discovery.onResolved(bootstrap, endpoint, now()));
    }
  }

  private void send(Node from, Datagram datagram) {
    from.bytesSent += datagram.bytes().length;
    if (random.nextDouble() < loss) {
      return;
    }
    int latency = MIN_LATENCY_MILLIS + random.nextInt(LATENCY_SPREAD_MILLIS);
    at(latency, () -> deliver(from, datagram));
  }

  private void deliver(Node from, Datagram datagram) {
    Node to = byAddress.get(datagram.peer());
    if (to != null && to.isUp) {
      run(to, to.discovery.onDatagram(new Datagram(from.address, datagram.bytes()), now()));
    }
  }

  private void at(long delayMillis, Runnable action) {
    events.add(new Event(nowMillis + delayMillis, order++, action));
  }

  /// One node in each /24 of the public 11.0.0.0/8.
  static InetAddress host(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {11, (byte) (number >> 8), (byte) number, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
