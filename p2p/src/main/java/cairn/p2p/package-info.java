/// Who takes part: node identities and signed records, Kademlia discovery, and connections with
/// lanes. It carries bytes; what they mean is decided by callbacks of the node.
///
/// The package depends on `cairn.codec` and `cairn.crypto` only. Protocol logic is free of sockets,
/// clocks and randomness, which are passed in; `cairn.p2p.netty` is the adapter to the network.
@NullMarked
package cairn.p2p;

import org.jspecify.annotations.NullMarked;
