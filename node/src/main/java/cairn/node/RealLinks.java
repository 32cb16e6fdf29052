package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.disk.Disk;
import cairn.disk.DiskException;
import cairn.p2p.DiscoveryConfig;
import cairn.p2p.LocalNode;
import cairn.p2p.NodeAddress;
import cairn.p2p.OwnRecord;
import cairn.p2p.PeerAddress;
import cairn.p2p.PeerLimits;
import cairn.p2p.PeerNetwork;
import cairn.p2p.PeerNetworkConfig;
import cairn.p2p.RecordStore;
import cairn.p2p.netty.NettyPeerNetwork;
import cairn.p2p.netty.UdpDiscovery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of a node: connections over TCP, discovery over UDP, which find each other.
final class RealLinks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RealLinks.class);
  private static final String AGENT = "cairn/" + Version.NUMBER;

  private final OwnRecord own;
  private final UdpDiscovery discovery;
  private final NettyPeerNetwork network;
  private final Optional<PublicKey> self;

  /// Who a node is.
  record Identity(KeyPair nodeKey, Optional<KeyPair> validatorKey, Hash genesis) {}

  private RealLinks(
      OwnRecord own, UdpDiscovery discovery, NettyPeerNetwork network, Optional<PublicKey> self) {
    this.own = own;
    this.discovery = discovery;
    this.network = network;
    this.self = self;
  }

  /// @param onBug hears what a thread of these fails with
  static RealLinks of(
      NodeConfig.Peers config,
      Identity who,
      Disk data,
      Ed25519 ed25519,
      Thread.UncaughtExceptionHandler onBug) {
    LocalNode local = new LocalNode(who.nodeKey(), who.validatorKey(), who.genesis(), AGENT);
    InetAddress advertised = address(Setting.P2P_ADVERTISE, config.advertise());
    int port = config.listen().port();
    InetSocketAddress listen = socketAddress(Setting.P2P_HOST, config.listen());
    List<PeerAddress> bootstrap = config.bootstrap().stream().map(RealLinks::peerAddress).toList();
    OwnRecord own =
        OwnRecord.of(
            local, new NodeAddress(advertised, port, port), System.currentTimeMillis(), ed25519);
    SecureRandom random = new SecureRandom();
    UdpDiscovery discovery =
        new UdpDiscovery(
            new DiscoveryConfig(listen, bootstrap),
            own,
            ed25519,
            new UdpDiscovery.Surroundings(new PeersFile(data), random, onBug));
    warning(listen, advertised).ifPresent(LOG::warn);
    PeerLimits limits = PeerLimits.standard();
    NettyPeerNetwork network =
        new NettyPeerNetwork(
            new PeerNetworkConfig(local, listen, bootstrap, MessageTypes.ALL, limits),
            discovery,
            ed25519,
            random.nextLong(),
            onBug);
    return new RealLinks(own, discovery, network, who.validatorKey().map(KeyPair::publicKey));
  }

  PeerNetwork network() {
    return network;
  }

  /// Starts the node on its connections, then discovery, which must know the port.
  void start(Node node) {
    node.start();
    NodeAddress address = own.current().address();
    int tcpPort = network.listenAddress().getPort();
    int udpPort = address.udpPort();
    own.moveTo(new NodeAddress(address.host(), tcpPort, udpPort), System.currentTimeMillis());
    discovery.onRecord(network::learn);
    discovery.start();
    Set<PublicKey> others =
        node.validatorKeys().stream()
            .filter(key -> !self.equals(Optional.of(key)))
            .collect(Collectors.toSet());
    discovery.follow(others);
    network.keepLinksTo(others);
  }

  @Override
  public void close() {
    discovery.close();
    network.close();
  }

  /// What an operator should know of where peers are told to come.
  static Optional<String> warning(InetSocketAddress listen, InetAddress advertised) {
    return !listen.getAddress().isLoopbackAddress() && advertised.isLoopbackAddress()
        ? Optional.of(
            "peers are listened to on %s, but told to come to %s, where only this machine is: set %s to the address by which other machines reach this one"
                .formatted(
                    listen.getAddress().getHostAddress(),
                    advertised.getHostAddress(),
                    Setting.P2P_ADVERTISE.key()))
        : Optional.empty();
  }

  static InetSocketAddress socketAddress(Setting host, NodeConfig.Endpoint endpoint) {
    return new InetSocketAddress(address(host, endpoint.host()), endpoint.port());
  }

  private static InetAddress address(Setting setting, String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          setting.key() + " is \"" + host + "\", which is no address of a host.");
    }
  }

  private static PeerAddress peerAddress(String text) {
    try {
      return PeerAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, Setting.P2P_BOOTSTRAP.key() + ": " + e.getMessage() + ".");
    }
  }

  /// The file `data/peers`: a cache, without which a node works too.
  private record PeersFile(Disk data) implements RecordStore {
    @Override
    public Optional<byte[]> load() {
      try {
        return data.exists(NodeHome.PEERS)
            ? Optional.of(data.readAll(NodeHome.PEERS))
            : Optional.empty();
      } catch (DiskException e) {
        LOG.warn("{}", e.getMessage());
        return Optional.empty();
      }
    }

    @Override
    public void save(byte[] bytes) {
      try {
        data.replace(NodeHome.PEERS, bytes);
      } catch (DiskException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }
}
