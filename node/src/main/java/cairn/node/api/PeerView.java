package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.util.Optional;

/// A peer with a connection.
///
/// @param address of the other end
/// @param head its height as it said when it connected
/// @param dropped messages to it that a full queue dropped or refused
public record PeerView(
    Hash nodeId,
    String address,
    boolean isInbound,
    Optional<PublicKey> validatorKey,
    long head,
    String agent,
    long bytesSent,
    long bytesReceived,
    long dropped) {}
