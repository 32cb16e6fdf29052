package cairn.consensus;

import cairn.crypto.Hash;

/// The node at the other end of a connection: its node id, opaque to consensus.
public record PeerId(Hash nodeId) {}
