package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import cairn.p2p.Datagram;
import cairn.p2p.Discovery;
import cairn.p2p.DiscoveryConfig;
import cairn.p2p.DiscoveryEffect;
import cairn.p2p.DiscoveryStatistics;
import cairn.p2p.KnownNodes;
import cairn.p2p.Moment;
import cairn.p2p.NodeAddress;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.OwnRecord;
import cairn.p2p.PeerAddress;
import cairn.p2p.PeerNetworkException;
import cairn.p2p.PeerSource;
import cairn.p2p.RecordStore;
import cairn.p2p.SavedNodes;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Discovery over UDP. The protocol runs on one event loop of its own; every method may be called
/// by any thread, and none blocks except [#start] and [#close]. Answers are snapshots. Names are
/// resolved and the known nodes saved on virtual threads.
public final class UdpDiscovery implements PeerSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpDiscovery.class);
  private static final long STOP_MILLIS = 2_000;

  private final OwnRecord own;
  private final RecordStore store;
  private final Discovery discovery;
  private final UdpSocket socket;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final ExecutorService saver;
  private final ExecutorService resolver;
  private final RandomGenerator candidates;
  private final List<Consumer<NodeRecord>> listeners = new CopyOnWriteArrayList<>();
  private final Set<PeerAddress> resolving = new HashSet<>();
  private Optional<Future<?>> timer = Optional.empty();
  private long timerAtMillis = Long.MAX_VALUE;
  private volatile KnownNodes known = KnownNodes.NONE;
  private volatile DiscoveryStatistics statistics;

  /// What discovery needs of the process that it runs in.
  ///
  /// @param random draws request ids, which must not be guessable: a `SecureRandom`, but for tests
  /// @param onBug is told what a thread of discovery fails with
  public record Surroundings(
      RecordStore store, RandomGenerator random, Thread.UncaughtExceptionHandler onBug) {}

  public UdpDiscovery(
      DiscoveryConfig config, OwnRecord own, Ed25519 ed25519, Surroundings surroundings) {
    this.own = own;
    this.store = surroundings.store();
    this.candidates = new SplittableRandom(surroundings.random().nextLong());
    this.discovery = new Discovery(config, own, ed25519, surroundings.random());
    this.statistics = discovery.statistics();
    this.socket = new UdpSocket(config.listen(), this::onDatagram);
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            FailFast.threads("cairn-discovery", surroundings.onBug()),
            NioIoHandler.newFactory());
    this.loop = group.next();
    this.saver =
        Executors.newSingleThreadExecutor(virtual("cairn-save-peers", surroundings.onBug()));
    this.resolver =
        Executors.newThreadPerTaskExecutor(virtual("cairn-resolve", surroundings.onBug()));
  }

  /// Binds the port, publishes it in the own record if that says UDP port 0, and begins to look for
  /// nodes. Throws [PeerNetworkException] with a sentence for people if the port cannot be bound,
  /// or if others could not use the own record.
  public void start() {
    try {
      socket.bind(group);
      NodeAddress address = own.current().address();
      if (address.udpPort() == 0) {
        int port = socket.localAddress().getPort();
        own.moveTo(new NodeAddress(address.host(), address.tcpPort(), port), now().epochMillis());
      }
      if (own().isEmpty()) {
        throw new PeerNetworkException(
            "other nodes cannot reach this one at "
                + own.current().address()
                + ": set the address that it tells them");
      }
    } catch (PeerNetworkException e) {
      close();
      throw e;
    }
    Optional<SavedNodes> saved =
        store.load().flatMap(bytes -> SavedNodes.decode(bytes, own.local().genesis()));
    step(now -> discovery.start(saved, now));
  }

  /// Saves what is known; returns when the socket and the threads are gone. Further calls do
  /// nothing.
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    boolean wasStarted = socket.isBound();
    group.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    resolver.shutdownNow();
    if (wasStarted) {
      // The loop has ended, so its state may be read here.
      save(discovery.saved());
    }
    saver.close();
  }

  /// Where it listens; known after [#start].
  public InetSocketAddress listenAddress() {
    return socket.localAddress();
  }

  @Override
  public Optional<NodeRecord> own() {
    return Optional.of(own.current()).filter(record -> record.address().isUsable());
  }

  @Override
  public List<NodeRecord> candidates(int count) {
    return known.randomRecords(count, candidates);
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

  public DiscoveryStatistics statistics() {
    return statistics;
  }

  /// Calls `listener` on the event loop for each record that is new or newer than the one known,
  /// first of all for those known already.
  public void onRecord(Consumer<NodeRecord> listener) {
    onLoop(() -> {
      discovery.known().records().forEach(listener);
      listeners.add(listener);
    });
  }

  /// Replaces the set of validators whose records are looked for, and kept also while they are
  /// unreachable.
  public void follow(Set<PublicKey> validatorKeys) {
    Set<PublicKey> followed = Set.copyOf(validatorKeys);
    step(now -> discovery.follow(followed, now));
  }

  /// A hint: discovery checks the record and asks the node itself; but a followed validator's
  /// record is kept even if its UDP port cannot be reached.
  @Override
  public void offer(NodeRecord record) {
    step(now -> discovery.offer(record, now));
  }

  private void onDatagram(Datagram datagram) {
    run(discovery.onDatagram(datagram, now()));
  }

  private void step(Function<Moment, List<DiscoveryEffect>> event) {
    onLoop(() -> run(event.apply(now())));
  }

  /// Does nothing once discovery is closed.
  private void onLoop(Runnable task) {
    try {
      loop.execute(FailFast.task(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("discovery is closed");
    }
  }

  private void run(List<DiscoveryEffect> effects) {
    KnownNodes before = known;
    known = discovery.known();
    statistics = discovery.statistics();
    for (DiscoveryEffect effect : effects) {
      switch (effect) {
        case DiscoveryEffect.Send(Datagram datagram) -> socket.send(datagram);
        case DiscoveryEffect.Resolve(PeerAddress bootstrap) -> resolve(bootstrap);
        case DiscoveryEffect.Found(NodeRecord record) ->
            listeners.forEach(listener -> listener.accept(record));
        case DiscoveryEffect.Save(SavedNodes nodes) -> save(nodes);
      }
    }
    if (known != before) {
      LOG.debug("{} nodes are known", known.live().size());
    }
    schedule();
  }

  private void schedule() {
    long due = discovery.nextDueMillis();
    if (due == timerAtMillis) {
      return;
    }
    timer.ifPresent(old -> old.cancel(false));
    timerAtMillis = due;
    long delay = Math.max(0, due - now().elapsedMillis());
    timer = Optional.of(loop.schedule(FailFast.task(this::onTimer), delay, TimeUnit.MILLISECONDS));
  }

  private void onTimer() {
    timer = Optional.empty();
    timerAtMillis = Long.MAX_VALUE;
    run(discovery.onTime(now()));
  }

  private void resolve(PeerAddress bootstrap) {
    if (resolving.add(bootstrap)) {
      resolver.execute(() -> {
        Optional<InetSocketAddress> endpoint = lookUp(bootstrap);
        step(now -> {
          resolving.remove(bootstrap);
          return endpoint.isPresent()
              ? discovery.onResolved(bootstrap, endpoint.get(), now)
              : List.of();
        });
      });
    }
  }

  /// Prefers an address of the family in which this node is reached.
  private Optional<InetSocketAddress> lookUp(PeerAddress bootstrap) {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(bootstrap.host());
      InetAddress ownHost = own.current().address().host();
      InetAddress chosen =
          Arrays.stream(addresses)
              .filter(address -> address.getClass().equals(ownHost.getClass()))
              .findFirst()
              .orElse(addresses[0]);
      return Optional.of(new InetSocketAddress(chosen, bootstrap.port()));
    } catch (UnknownHostException e) {
      LOG.warn("bootstrap node {}: its host cannot be resolved; trying again", bootstrap);
      return Optional.empty();
    }
  }

  private void save(SavedNodes nodes) {
    byte[] bytes = nodes.encoded();
    saver.execute(() -> store.save(bytes));
  }

  private static ThreadFactory virtual(String name, Thread.UncaughtExceptionHandler onBug) {
    return Thread.ofVirtual().name(name).uncaughtExceptionHandler(onBug).factory();
  }

  private static Moment now() {
    return new Moment(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), System.currentTimeMillis());
  }
}
