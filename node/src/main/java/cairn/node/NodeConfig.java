package cairn.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How one node runs: what [Settings] made of flags, environment, file and defaults. Nothing of it
/// is agreed on with others; that is the genesis.
///
/// @param validatorKey the validator's key file; empty for an observer
/// @param verifierThreads 0 for one a core
/// @param keptBlocks the newest blocks whose bodies are kept; 0 for all
public record NodeConfig(
    Path home,
    String name,
    String logLevel,
    Optional<Path> validatorKey,
    Http http,
    Peers p2p,
    MempoolLimits mempool,
    int verifierThreads,
    long keptBlocks) {

  /// An address and a port to listen on.
  public record Endpoint(String host, int port) {}

  /// Where HTTP listens, and the names beside addresses that it may be called by.
  public record Http(Endpoint listen, List<String> hosts) {
    public Http {
      hosts = List.copyOf(hosts);
    }

    /// Where it is, for a client on this machine: a wildcard is reached by loopback.
    public String url() {
      String host =
          switch (listen.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "[::1]";
            default ->
                listen.host().contains(":") && !listen.host().startsWith("[")
                    ? "[" + listen.host() + "]"
                    : listen.host();
          };
      return "http://" + host + ":" + listen.port();
    }
  }

  /// Where peers reach this node, and where it begins to look for them.
  public record Peers(Endpoint listen, String advertise, List<String> bootstrap) {
    public Peers {
      bootstrap = List.copyOf(bootstrap);
    }
  }
}
