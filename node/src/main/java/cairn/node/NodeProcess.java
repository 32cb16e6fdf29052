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
import cairn.node.api.HttpLimits;
import cairn.node.api.HttpServer;
import cairn.node.api.HttpServerException;
import cairn.node.api.LedgerNode;
import cairn.p2p.PeerNetworkException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node over the real machine: its home, disk, threads, clock and sockets. It opens them in order
/// and closes them in the opposite one.
public final class NodeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Node node;
  private final RealLinks links;
  private final HttpServer server;
  private final OpenParts opened;

  private NodeProcess(Opened parts, OpenParts opened) {
    this.node = parts.node();
    this.links = parts.links();
    this.server = parts.server();
    this.opened = opened;
  }

  private record Opened(Node node, RealLinks links, HttpServer server) {}

  /// Opens the home and starts the node; throws [RefusedException] with one sentence where that
  /// cannot be.
  ///
  /// @param failStop hears if the node must stop later
  public static NodeProcess start(NodeConfig config, FailStop failStop) {
    OpenParts opened = new OpenParts();
    boolean isStarted = false;
    try {
      Opened parts = open(config, failStop, opened);
      parts.links().start(parts.node());
      parts.server().open();
      isStarted = true;
      return new NodeProcess(parts, opened);
    } catch (JournalException | StoreException | DiskException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          e.getMessage() + " (the files are in " + new NodeHome(config.home()).data() + ")");
    } catch (PeerNetworkException | HttpServerException e) {
      throw new RefusedException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
    } finally {
      if (!isStarted) {
        opened.close();
      }
    }
  }

  private static Opened open(NodeConfig config, FailStop failStop, OpenParts opened) {
    NodeHome home = NodeHome.existing(config.home());
    RealDisk disk = new RealDisk(home.data());
    Disk.Lock lock = home.lock(disk);
    opened.add(lock::close);
    Ed25519 ed25519 = SignatureProviders.best();
    MemoryBudget.of(config.mempool())
        .problem(Runtime.getRuntime().maxMemory())
        .ifPresent(LOG::warn);
    Genesis genesis = home.genesis(ed25519);
    Hash hash = genesis.hash();
    KeyPair nodeKey = KeyFile.read(home.nodeKeyFile(), KeyFile.Type.NODE, ed25519);
    Optional<KeyPair> validatorKey =
        config.validatorKey().map(file -> KeyFile.read(file, KeyFile.Type.VALIDATOR, ed25519));
    Optional<PublicKey> owner = validatorKey.map(KeyPair::publicKey);
    SystemNodeClock clock = SystemNodeClock.start(failStop);
    opened.add(clock::close);
    Journal journal = journal(home, disk, new Journal.Owner(owner, hash));
    opened.add(journal::close);
    config.validatorKey().ifPresent(file -> requireMember(file, owner, genesis));
    LedgerStore store = DataFolder.openStore(disk, genesis);
    opened.add(store::close);
    store
        .gap()
        .ifPresent(gap -> LOG.warn("the store lost blocks {} to {}", gap.first(), gap.last()));
    NodeThreads.Platform threads = NodeThreads.Platform.start(config.verifierThreads(), failStop);
    opened.addUser(() -> threads.stop(STOP));
    RealLinks links =
        RealLinks.of(
            config.p2p(),
            new RealLinks.Identity(nodeKey, validatorKey, hash),
            disk,
            ed25519,
            failStop.asHandler());
    opened.add(links::close);
    Node node =
        new Node(
            config,
            new Node.Holdings(genesis, ed25519, validatorKey, journal, store),
            new Node.Surroundings(links.network(), clock, threads.threads(), failStop));
    opened.add(node::stop);
    HttpServer server = bind(config.http(), node.queries(), failStop);
    opened.add(server::close);
    LOG.info(
        "{} {}: network {} ({}), head {}, signatures by {}",
        config.name(),
        Version.NUMBER,
        genesis.chainName(),
        hash.abbreviated(),
        store.head().height(),
        ed25519.name());
    return new Opened(node, links, server);
  }

  /// Takes the port before the node takes part: it does not vote and then end for a busy port.
  private static HttpServer bind(NodeConfig.Http http, LedgerNode queries, FailStop failStop) {
    InetSocketAddress address = RealLinks.socketAddress(Setting.HTTP_HOST, http.listen());
    if (!address.getAddress().isLoopbackAddress()) {
      LOG.warn(
          "HTTP listens on {}, beyond this machine, without passwords and without TLS: let only"
              + " whom you trust reach it, or set http.host to 127.0.0.1",
          http.listen().host());
    }
    return HttpServer.bind(
        new HttpConfig(address, http.hosts(), HttpLimits.DEFAULT),
        queries,
        InstantSource.system(),
        failStop.asHandler());
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
    opened.close();
  }

  /// A journal of another network means that the genesis is not the one that the data began with.
  private static Journal journal(NodeHome home, RealDisk disk, Journal.Owner owner) {
    try {
      return Journal.open(disk, NodeHome.JOURNAL, owner);
    } catch (JournalException e) {
      throw e.owner()
          .map(Journal.Owner::genesis)
          .filter(network -> !network.equals(owner.genesis()))
          .<RuntimeException>map(network -> notOfThisData(home, owner.genesis(), network))
          .orElse(e);
    }
  }

  private static RefusedException notOfThisData(NodeHome home, Hash ofFile, Hash ofData) {
    return new RefusedException(
        ExitCode.CONFIGURATION,
        home.genesisFile()
            + " is not that of this data: it is of the network "
            + ofFile
            + ", and "
            + home.data()
            + " of "
            + ofData
            + ".",
        "Put the right genesis back, or make a node of the other network in its own home:"
            + " `cairnd init --home DIR --genesis "
            + home.genesisFile()
            + "`.");
  }

  private static void requireMember(Path file, Optional<PublicKey> validator, Genesis genesis) {
    if (validator.flatMap(genesis.roster()::find).isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "the key in "
              + file
              + " is not one of the validators of this genesis; set validator-key = \"none\" to run"
              + " an observer.");
    }
  }
}
