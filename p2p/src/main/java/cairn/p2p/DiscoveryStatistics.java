package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/// What an operator may want to know of discovery.
///
/// @param nodes that are alive and have a place in the table
/// @param drops datagrams and entries of datagrams that were dropped, by reason
/// @param seenElsewhere where the node that was asked last saw this one, if that is not where this
///   one's record says: then others can probably not reach it
public record DiscoveryStatistics(
    int nodes, Map<DropReason, Long> drops, Optional<InetSocketAddress> seenElsewhere) {}
