package cairn.p2p;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;

/// The other end of a finished TLS handshake: its node key, which TLS proved, and 32 bytes that
/// only the two ends of this connection can export from it (RFC 8446, section 7.5).
public record SecureChannel(PublicKey remoteKey, Hash binding) {
  public NodeId remoteId() {
    return NodeId.of(remoteKey);
  }
}
