package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import cairn.p2p.DialPlan;
import cairn.p2p.MessageType;
import cairn.p2p.NetworkStatistics;
import cairn.p2p.NodeId;
import cairn.p2p.NodeRecord;
import cairn.p2p.Peer;
import cairn.p2p.PeerListener;
import cairn.p2p.PeerNetwork;
import cairn.p2p.PeerNetworkConfig;
import cairn.p2p.PeerNetworkException;
import cairn.p2p.PeerSource;
import cairn.p2p.PeerStatistics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The [PeerNetwork] over TCP and TLS 1.3.
///
/// One event loop carries all connections, so their state needs no locks; the public-key work of
/// handshakes and the resolution of names have a thread each, which ends when it is idle. All
/// methods hand over to the event loop or read a table that it publishes.
public final class NettyPeerNetwork implements PeerNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(NettyPeerNetwork.class);
  private static final long STOP_MILLIS = 2_000;
  private static final long MAX_TICK_MILLIS = 1_000;

  private final PeerNetworkConfig config;
  private final NodeId self;
  private final DialPlan plan;
  private final Links links;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final ExecutorService handshakes;
  private final ExecutorService resolver;
  private final Dialler dialler;
  private final Sockets sockets;
  private volatile Optional<Channel> server = Optional.empty();

  /// @param seed of the jitter between dials; it protects nothing
  /// @param onBug is told what a thread of the network fails with, the listener's faults among it
  public NettyPeerNetwork(
      PeerNetworkConfig config,
      PeerSource source,
      Ed25519 ed25519,
      long seed,
      Thread.UncaughtExceptionHandler onBug) {
    this.config = config;
    this.self = config.local().id();
    int outbound = config.limits().connections().outbound();
    this.plan = new DialPlan(config.bootstrap(), source, outbound, new SplittableRandom(seed));
    this.links = new Links(config, source, ed25519, plan, Ticker.systemTicker());
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, FailFast.threads("cairn-p2p", onBug), NioIoHandler.newFactory());
    this.loop = group.next();
    this.handshakes = oneIdlingThread(FailFast.threads("cairn-p2p-handshake", onBug));
    this.resolver = oneIdlingThread(FailFast.threads("cairn-p2p-resolve", onBug));
    Tls tls = Tls.of(config.local().nodeKey(), ed25519);
    this.sockets = new Sockets(links, tls, group, handshakes);
    this.dialler = new Dialler(plan, links, sockets, loop, resolver);
  }

  @Override
  public void start(PeerListener listener) {
    onLoop(() -> links.start(listener, dialler::request));
    ChannelFuture bound = sockets.listen(config.listen()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new PeerNetworkException(
          "cannot listen for peers on "
              + config.listen()
              + ": "
              + bound.cause().getMessage()
              + "; choose another p2p port, or stop the program that uses it",
          bound.cause());
    }
    server = Optional.of(bound.channel());
    onLoop(dialler::request);
    long pingMillis = config.limits().timeouts().ping().toMillis();
    long tickMillis = Math.clamp(pingMillis / 2, 1, MAX_TICK_MILLIS);
    loop.scheduleWithFixedDelay(
        FailFast.task(links::tick), tickMillis, tickMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    if (loop.inEventLoop()) {
      throw new IllegalStateException("a callback cannot close the network that waits for it");
    }
    server.ifPresent(Channel::close);
    // A loop that is told to shut down closes its channels first, goodbyes unsaid.
    loop.submit(FailFast.task(links::stop)).awaitUninterruptibly();
    group.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    handshakes.shutdownNow();
    resolver.shutdownNow();
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public InetSocketAddress listenAddress() {
    return (InetSocketAddress)
        server.orElseThrow(() -> new IllegalStateException("not started")).localAddress();
  }

  @Override
  public boolean send(NodeId to, MessageType type, byte[] message) {
    check(type, message);
    Connection connection = links.table().byId().get(to);
    return connection != null && connection.send(type, message);
  }

  @Override
  public int broadcast(MessageType type, byte[] message, Predicate<Peer> to) {
    check(type, message);
    Links.Table table = links.table();
    int taken = 0;
    for (Peer peer : table.peers()) {
      Connection connection = table.byId().get(peer.id());
      if (connection != null && to.test(peer) && connection.send(type, message)) {
        taken++;
      }
    }
    return taken;
  }

  @Override
  public List<Peer> peers() {
    return links.table().peers();
  }

  @Override
  public Optional<Peer> peer(NodeId id) {
    return Optional.ofNullable(links.table().byId().get(id)).flatMap(Connection::peer);
  }

  @Override
  public Optional<Peer> validator(PublicKey validatorKey) {
    return Optional.ofNullable(links.table().validators().get(validatorKey));
  }

  @Override
  public Optional<PeerStatistics> statistics(NodeId id) {
    return Optional.ofNullable(links.table().byId().get(id)).map(Connection::statistics);
  }

  @Override
  public NetworkStatistics statistics() {
    return links.counters().snapshot();
  }

  @Override
  public void penalise(NodeId peer, String rule) {
    onLoop(() -> links.penalise(peer, rule));
  }

  @Override
  public void pauseReading(NodeId peer) {
    onLoop(() -> links.pause(peer, true));
  }

  @Override
  public void resumeReading(NodeId peer) {
    onLoop(() -> links.pause(peer, false));
  }

  @Override
  public void keepLinksTo(Set<PublicKey> validatorKeys) {
    Set<PublicKey> keys = Set.copyOf(validatorKeys);
    onLoop(() -> {
      plan.keepLinksTo(keys);
      dialler.request();
    });
  }

  @Override
  public void learn(NodeRecord record) {
    onLoop(() -> {
      plan.learn(record);
      dialler.request();
    });
  }

  /// Does nothing once the network is closed.
  private void onLoop(Runnable task) {
    try {
      loop.execute(FailFast.task(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("the network is closed");
    }
  }

  private void check(MessageType type, byte[] message) {
    if (!links.types().contains(type) || type.number() < MessageType.FIRST_FREE) {
      throw new IllegalArgumentException("message type " + type.name() + " is not registered");
    }
    if (message.length > type.maxBytes()) {
      throw new IllegalArgumentException(
          "a " + type.name() + " of " + message.length + " bytes; at most " + type.maxBytes());
    }
  }

  /// Its queue is bounded by what feeds it: a handshake has one task at a time, and connections are
  /// capped; a name is resolved once at a time, and bootstrap addresses are few.
  private static ExecutorService oneIdlingThread(ThreadFactory threads) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
