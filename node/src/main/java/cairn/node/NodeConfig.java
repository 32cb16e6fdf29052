package cairn.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How one node runs: what [Settings] made of flags, environment, file and defaults. Nothing of it
/// is agreed on with others; that is the genesis.
///
/// @param validatorKey the validator's key file; empty for an observer
/// @param verifierThreads 0 for one a core
public record NodeConfig(
    Path home,
    String name,
    String logLevel,
    Optional<Path> validatorKey,
    Endpoint http,
    Peers p2p,
    MempoolLimits mempool,
    int verifierThreads) {

  /// An address and a port to listen on.
  public record Endpoint(String host, int port) {}

  /// Where peers reach this node, and where it begins to look for them.
  public record Peers(Endpoint listen, String advertise, List<String> bootstrap) {
    public Peers {
      bootstrap = List.copyOf(bootstrap);
    }
  }
}
