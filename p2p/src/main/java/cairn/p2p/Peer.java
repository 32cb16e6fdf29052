package cairn.p2p;

import cairn.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The other end of one established connection: what it proved and said in its HELLO.
///
/// A value: it does not change while the connection lasts, and a later connection to the same node
/// has another `connection` number, so that a late callback can be told apart.
///
/// @param connection counts the connections of this network since it started, from 1
/// @param id proved: the hash of the key of its TLS certificate
/// @param address the other end of the TCP connection
/// @param validatorKey proved: it signed a message bound to this connection with it
/// @param record where it listens, if it said so; signed by it and checked
/// @param headHeight said, not proved: its head when it connected
/// @param agent said, not proved: its software and version, at most 64 printable ASCII characters
public record Peer(
    long connection,
    NodeId id,
    InetSocketAddress address,
    Direction direction,
    Optional<PublicKey> validatorKey,
    Optional<NodeRecord> record,
    long headHeight,
    String agent) {}
