package cairn.node;

import cairn.consensus.Journal;
import cairn.consensus.JournalException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SignatureProviders;
import cairn.disk.Disk;
import cairn.disk.DiskException;
import cairn.disk.RealDisk;
import cairn.ledger.Genesis;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreException;
import cairn.node.api.HttpConfig;
import cairn.node.api.HttpServer;
import cairn.node.api.HttpServerException;
import cairn.node.api.LedgerNode;
import cairn.p2p.PeerNetworkException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node over the real machine: its home, disk, threads, clock and sockets. It opens them in order
/// and closes them in the opposite one.
public final class NodeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

  private final Node node;
  private final RealLinks links;
  private final HttpServer server;
  private final Deque<Runnable> opened;

  private NodeProcess(Opened parts, HttpServer server, Deque<Runnable> opened) {
    this.node = parts.node();
    this.links = parts.links();
    this.server = server;
    this.opened = opened;
  }

  private record Opened(Node node, RealLinks links) {}

  /// Opens the home and starts the node; throws [RefusedException] with one sentence where that
  /// cannot be.
  ///
  /// @param failStop hears if the node must stop later
  public static NodeProcess start(NodeConfig config, FailStop failStop) {
    Deque<Runnable> opened = new ArrayDeque<>();
    boolean isStarted = false;
    try {
      Opened parts = open(config, failStop, opened);
      parts.links().start(parts.node());
      HttpServer server = serve(config.http(), parts.node().queries());
      opened.push(server::close);
      isStarted = true;
      return new NodeProcess(parts, server, opened);
    } catch (JournalException | StoreException | DiskException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          e.getMessage() + " (the files are in " + new NodeHome(config.home()).data() + ")");
    } catch (PeerNetworkException | HttpServerException e) {
      throw new RefusedException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
    } finally {
      if (!isStarted) {
        closeAll(opened);
      }
    }
  }

  private static Opened open(NodeConfig config, FailStop failStop, Deque<Runnable> opened) {
    NodeHome home = NodeHome.existing(config.home());
    RealDisk disk = new RealDisk(home.data());
    Disk.Lock lock = home.lock(disk);
    opened.push(lock::close);
    Ed25519 ed25519 = SignatureProviders.best();
    Genesis genesis = genesis(home, ed25519);
    Hash hash = genesis.hash();
    KeyPair nodeKey = KeyFile.read(home.nodeKeyFile(), KeyFile.Type.NODE, ed25519);
    Optional<KeyPair> validatorKey =
        config.validatorKey().map(file -> validatorKey(file, genesis, ed25519));
    Optional<PublicKey> owner = validatorKey.map(KeyPair::publicKey);
    SystemNodeClock clock = SystemNodeClock.start(failStop);
    opened.push(clock::close);
    Journal journal = Journal.open(disk, NodeHome.JOURNAL, new Journal.Owner(owner, hash));
    opened.push(journal::close);
    LedgerStore store = NodeData.openStore(disk, genesis);
    opened.push(store::close);
    store
        .gap()
        .ifPresent(gap -> LOG.warn("the store lost blocks {} to {}", gap.first(), gap.last()));
    NodeThreads.Platform threads = NodeThreads.Platform.start(config.verifierThreads(), failStop);
    opened.push(threads::close);
    RealLinks links =
        RealLinks.of(
            config.p2p(),
            new RealLinks.Identity(nodeKey, validatorKey, hash),
            disk,
            ed25519,
            failStop.asHandler());
    opened.push(links::close);
    Node node =
        new Node(
            config,
            new Node.Holdings(genesis, ed25519, validatorKey, journal, store),
            new Node.Surroundings(links.network(), clock, threads.threads(), failStop));
    LOG.info(
        "{} {}: network {} ({}), head {}, signatures by {}",
        config.name(),
        Version.NUMBER,
        genesis.chainName(),
        hash.abbreviated(),
        store.head().height(),
        ed25519.name());
    return new Opened(node, links);
  }

  private static HttpServer serve(NodeConfig.Endpoint http, LedgerNode queries) {
    InetSocketAddress address = RealLinks.socketAddress(Setting.HTTP_HOST, http);
    return HttpServer.start(HttpConfig.of(address), queries, InstantSource.system());
  }

  public LedgerNode queries() {
    return node.queries();
  }

  /// Where JSON-RPC is.
  public String rpcUrl() {
    return "http://" + server.address().getHostString() + ":" + server.address().getPort() + "/rpc";
  }

  /// The port that peers reach it on.
  public int peerPort() {
    return links.network().listenAddress().getPort();
  }

  @Override
  public void close() {
    node.stop();
    closeAll(opened);
  }

  private static Genesis genesis(NodeHome home, Ed25519 ed25519) {
    Genesis genesis = GenesisFile.read(home.genesisFile());
    List<String> problems = genesis.problems(ed25519);
    if (!problems.isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "the genesis " + home.genesisFile() + " is not sound: " + String.join(" ", problems));
    }
    return genesis;
  }

  private static KeyPair validatorKey(Path file, Genesis genesis, Ed25519 ed25519) {
    KeyPair key = KeyFile.read(file, KeyFile.Type.VALIDATOR, ed25519);
    if (genesis.roster().find(key.publicKey()).isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "the key in "
              + file
              + " is not one of the validators of this genesis; set validator-key = \"none\" to run"
              + " an observer.");
    }
    return key;
  }

  /// Closes all, also if one fails.
  private static void closeAll(Deque<Runnable> opened) {
    if (!opened.isEmpty()) {
      try {
        opened.pop().run();
      } finally {
        closeAll(opened);
      }
    }
  }
}
