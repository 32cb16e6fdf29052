package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.List;

/// What discovery must know before it starts.
///
/// @param listen port 0 lets the system choose
/// @param bootstrap ordinary nodes to begin with; asked until somebody is known, and again now and
///   then while they are not in the table. They need not be up
public record DiscoveryConfig(InetSocketAddress listen, List<PeerAddress> bootstrap) {
  public DiscoveryConfig {
    bootstrap = List.copyOf(bootstrap);
  }
}
