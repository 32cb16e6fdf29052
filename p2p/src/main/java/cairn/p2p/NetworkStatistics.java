package cairn.p2p;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a network counted since it started.
///
/// @param accepted inbound TCP connections
/// @param dialled outbound attempts
/// @param established connections that got through the handshake
/// @param disconnections ends of connections, established or not, by reason
/// @param offences by the name of the rule that was broken
/// @param banned nodes that are banned now
public record NetworkStatistics(
    long accepted,
    long dialled,
    long established,
    SortedMap<DisconnectReason, Long> disconnections,
    SortedMap<String, Long> offences,
    int banned) {
  public NetworkStatistics {
    disconnections = Collections.unmodifiableSortedMap(new TreeMap<>(disconnections));
    offences = Collections.unmodifiableSortedMap(new TreeMap<>(offences));
  }
}
