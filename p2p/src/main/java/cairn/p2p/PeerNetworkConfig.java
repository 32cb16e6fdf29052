package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Everything that a [PeerNetwork] must know before it starts.
///
/// @param listen port 0 lets the system choose
/// @param bootstrap dialled first and kept; they need not be up
/// @param types the messages that the node understands; any other type is an offence
public record PeerNetworkConfig(
    LocalNode local,
    InetSocketAddress listen,
    List<PeerAddress> bootstrap,
    List<MessageType> types,
    PeerLimits limits) {
  public PeerNetworkConfig {
    bootstrap = List.copyOf(bootstrap);
    types = List.copyOf(types);
    Set<Integer> numbers = new HashSet<>();
    for (MessageType type : types) {
      if (type.number() < MessageType.FIRST_FREE || !numbers.add(type.number())) {
        throw new IllegalArgumentException(
            "message type " + type.number() + " is the transport's, or registered twice");
      }
    }
  }
}
