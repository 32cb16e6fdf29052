package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import cairn.p2p.Admission;
import cairn.p2p.BanList;
import cairn.p2p.DialPlan;
import cairn.p2p.Direction;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.FrameMemory;
import cairn.p2p.Handshake;
import cairn.p2p.MessageType;
import cairn.p2p.MessageTypes;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerLimits;
import cairn.p2p.PeerListener;
import cairn.p2p.PeerNetworkConfig;
import cairn.p2p.PeerSource;
import cairn.p2p.SecureChannel;
import cairn.p2p.TokenBucket;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connections of a network, and what has to be decided across them: who may connect, which of
/// two connections to one node stays, who is banned.
///
/// Runs on the event loop; only [#table] may be read by any thread.
///
/// Two nodes that dial each other at once get two connections. Then **the node with the lower id
/// decides** which one stays: it acknowledges one HELLO and refuses the other, and its peer
/// follows. One side decides, so both keep the same. It keeps the older connection while that is
/// alive, and else takes the new one: a node that lost its connections without our noticing gets
/// back in.
final class Links implements DialPlan.Links {
  private static final Logger log = LoggerFactory.getLogger(Links.class);
  private static final int OFFENCE_LINES_PER_SECOND = 5;

  private final PeerNetworkConfig config;
  private final PeerSource source;
  private final Handshake handshake;
  private final MessageTypes types;
  private final NodeId self;
  private final DialPlan plan;
  private final Ticker ticker;
  private final Counters counters = new Counters();
  private final Admission admission;
  private final BanList bans;
  private final FrameMemory frames = new FrameMemory(FrameMemory.MAX_BYTES);
  private final TokenBucket offenceLines;
  private final Map<Long, Connection> connections = new LinkedHashMap<>();
  private final Map<NodeId, Connection> claims = new TreeMap<>();
  private final Map<NodeId, Connection> established = new TreeMap<>();
  private PeerListener listener = new SilentListener();
  private Runnable onChange = () -> {};
  private long lastNumber;
  private boolean running;
  private volatile Table table = Table.EMPTY;

  /// The established connections as any thread sees them.
  record Table(Map<NodeId, Connection> byId, List<Peer> peers, Map<PublicKey, Peer> validators) {
    static final Table EMPTY = new Table(Map.of(), List.of(), Map.of());
  }

  Links(
      PeerNetworkConfig config, PeerSource source, Ed25519 ed25519, DialPlan plan, Ticker ticker) {
    this.config = config;
    this.source = source;
    this.handshake = new Handshake(config.local(), ed25519);
    this.types = new MessageTypes(config.types());
    this.self = config.local().id();
    this.plan = plan;
    this.ticker = ticker;
    this.admission = new Admission(config.limits().connections());
    this.bans = new BanList(config.limits().timeouts().ban());
    this.offenceLines =
        new TokenBucket(OFFENCE_LINES_PER_SECOND, 10 * OFFENCE_LINES_PER_SECOND, ticker.nanoTime());
  }

  /// @param onChange is run whenever a connection came or went
  void start(PeerListener toTell, Runnable onChange) {
    this.listener = toTell;
    this.onChange = onChange;
    this.running = true;
  }

  void stop() {
    running = false;
    for (Connection connection : List.copyOf(connections.values())) {
      connection.end(Disconnection.here(DisconnectReason.STOPPING, ""));
    }
  }

  Table table() {
    return table;
  }

  Counters counters() {
    return counters;
  }

  MessageTypes types() {
    return types;
  }

  PeerLimits limits() {
    return config.limits();
  }

  Handshake handshake() {
    return handshake;
  }

  long nowNanos() {
    return ticker.nanoTime();
  }

  /// Whether the network is started and not stopped.
  boolean isRunning() {
    return running;
  }

  byte[] hello(SecureChannel other) {
    return handshake.hello(other, listener.headHeight(), source.own());
  }

  /// Lets an inbound TCP connection in and gives it its number; empty if it must be closed.
  Optional<Long> admit(InetAddress from) {
    counters.accepted.increment();
    long number = ++lastNumber;
    return switch (admission.arrived(number, from, nowNanos())) {
      case Admission.Verdict.Refused refused -> {
        logOffence("refused a connection from {}: {}", from, refused.why());
        yield Optional.empty();
      }
      case Admission.Verdict.Admitted admitted -> {
        admitted.instead().map(connections::get).ifPresent(Links::endForRoom);
        yield Optional.of(number);
      }
    };
  }

  long numberForDial() {
    counters.dialled.increment();
    return ++lastNumber;
  }

  void began(Connection connection) {
    connections.put(connection.number(), connection);
  }

  /// Why a connection to the node that TLS proved cannot be, before any HELLO.
  Optional<Disconnection> refusal(Connection connection, NodeId remote) {
    Optional<NodeId> expected = connection.dial().flatMap(DialPlan.Dial::expected);
    if (!running) {
      return refuse(DisconnectReason.STOPPING, "");
    }
    if (remote.equals(self)) {
      return refuse(DisconnectReason.SELF, "");
    }
    if (expected.isPresent() && !expected.get().equals(remote)) {
      return refuse(DisconnectReason.WRONG_IDENTITY, "dialled " + expected.get());
    }
    return bans.isBanned(remote, nowNanos())
        ? refuse(DisconnectReason.BANNED, "")
        : Optional.empty();
  }

  /// Claims the place of the connection to a node whose HELLO is accepted; the answer is why it
  /// cannot have it. The higher id claims nothing: it follows what the lower one acknowledges.
  Optional<Disconnection> claim(Connection connection, NodeId remote, Handshake.Introduction said) {
    boolean isKept = said.validatorKey().filter(plan::keepsLinkTo).isPresent();
    boolean isInbound = connection.direction() == Direction.INBOUND;
    if (isInbound && !isKept && !admission.hasRoom()) {
      return refuse(DisconnectReason.TOO_MANY_PEERS, "");
    }
    if (self.compareTo(remote) > 0) {
      return Optional.empty();
    }
    Connection rival = claims.get(remote);
    long alive = limits().timeouts().ping().plus(limits().timeouts().handshake()).toNanos();
    if (rival != null && rival.wasHeardWithin(alive)) {
      return refuse(DisconnectReason.DUPLICATE, "");
    }
    if (rival != null) {
      rival.end(Disconnection.here(DisconnectReason.REPLACED, ""));
    }
    claims.put(remote, connection);
    return Optional.empty();
  }

  /// Both sides have accepted each other.
  void established(Connection connection, Peer peer) {
    Connection old = established.get(peer.id());
    if (old != null) {
      old.end(Disconnection.here(DisconnectReason.REPLACED, ""));
    }
    established.put(peer.id(), connection);
    admission.authenticated(connection.number());
    counters.established.increment();
    connection.dial().ifPresent(dial -> plan.established(dial, peer.id(), nowNanos()));
    peer.record().ifPresent(plan::learn);
    peer.record().ifPresent(source::offer);
    publish();
    log.info(
        "connected to {} at {} ({}{}, {})",
        peer.id().abbreviated(),
        peer.address(),
        peer.direction(),
        peer.validatorKey().isPresent() ? ", validator" : "",
        peer.agent());
    listener.onConnected(peer);
    onChange.run();
  }

  void received(Peer peer, MessageType type, byte[] message) {
    listener.onMessage(peer, type, message);
  }

  /// A connection holds parts of messages; whoever holds back the end of one for the longest time
  /// goes when all of them hold too much.
  void holds(Connection connection, long bytes, long sinceNanos) {
    if (!connections.containsKey(connection.number())) {
      return;
    }
    frames
        .holds(connection.number(), bytes, sinceNanos)
        .map(connections::get)
        .ifPresent(slowest ->
            slowest.end(Disconnection.here(DisconnectReason.TIMEOUT, "part of a message")));
  }

  /// Forgets a connection that ended, for whatever reason and in whatever stage.
  void ended(Connection connection, Disconnection why) {
    connections.remove(connection.number());
    admission.left(connection.number());
    frames.left(connection.number());
    counters.ended(why);
    Optional<NodeId> remote = connection.secured().map(SecureChannel::remoteId);
    if (why.isOffence()) {
      remote.ifPresentOrElse(
          id -> bans.ban(id, nowNanos()),
          () -> admission.failed(connection.address().getAddress(), nowNanos()));
      counters.banned = bans.size(nowNanos());
    }
    remote.ifPresent(id -> claims.remove(id, connection));
    connection.dial().ifPresent(dial -> plan.ended(dial, why, nowNanos()));
    String who = remote.map(NodeId::abbreviated).orElse("unknown node");
    if (remote.isPresent() && established.remove(remote.get(), connection)) {
      publish();
      log.info("disconnected from {} at {}: {}", who, connection.address(), why);
      connection.peer().ifPresent(peer -> listener.onDisconnected(peer, why));
    } else if (why.isOffence() || why.reason().isMismatch()) {
      logOffence("refused {} at {}: {}", who, connection.address(), why);
    } else {
      log.debug("no connection to {} at {}: {}", who, connection.address(), why);
    }
    onChange.run();
  }

  void penalise(NodeId node, String rule) {
    Connection connection = established.get(node);
    if (connection != null) {
      connection.offend(rule);
    } else {
      bans.ban(node, nowNanos());
    }
  }

  void pause(NodeId node, boolean pause) {
    Connection connection = established.get(node);
    if (connection != null) {
      connection.pauseByNode(pause);
    }
  }

  void tick() {
    long now = nowNanos();
    for (Connection connection : List.copyOf(connections.values())) {
      connection.tick(now);
    }
    counters.banned = bans.size(now);
  }

  @Override
  public boolean isTaken(NodeId node) {
    return node.equals(self) || established.containsKey(node) || bans.isBanned(node, nowNanos());
  }

  @Override
  public boolean hasValidator(PublicKey validatorKey) {
    return table.validators().containsKey(validatorKey)
        || config
            .local()
            .validatorKey()
            .filter(own -> own.publicKey().equals(validatorKey))
            .isPresent();
  }

  @Override
  public int outbound() {
    return (int)
        established.values().stream()
            .filter(connection -> connection.direction() == Direction.OUTBOUND)
            .count();
  }

  private static void endForRoom(Connection connection) {
    connection.end(
        Disconnection.here(DisconnectReason.TOO_MANY_PEERS, "newer unauthenticated ones came"));
  }

  private void publish() {
    List<Peer> peers = new ArrayList<>(established.size());
    Map<PublicKey, Peer> validators = new TreeMap<>();
    for (Connection connection : established.values()) {
      Peer peer = connection.peer().orElseThrow();
      peers.add(peer);
      peer.validatorKey()
          .ifPresent(key ->
              validators.merge(key, peer, (a, b) -> a.connection() > b.connection() ? a : b));
    }
    table = new Table(Map.copyOf(established), List.copyOf(peers), Map.copyOf(validators));
  }

  private static Optional<Disconnection> refuse(DisconnectReason reason, String detail) {
    return Optional.of(Disconnection.here(reason, detail));
  }

  /// Offences are cheap to commit, so their lines in the log are limited; the counters have all.
  private void logOffence(String format, Object... arguments) {
    if (offenceLines.tryTake(nowNanos())) {
      log.warn(format, arguments);
    }
  }

  /// Listens until the network is started.
  private static final class SilentListener implements PeerListener {
    @Override
    public void onConnected(Peer peer) {}

    @Override
    public void onMessage(Peer peer, MessageType type, byte[] message) {}

    @Override
    public void onDisconnected(Peer peer, Disconnection why) {}

    @Override
    public long headHeight() {
      return 0;
    }
  }
}
