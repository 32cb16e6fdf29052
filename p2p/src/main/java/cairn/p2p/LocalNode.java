package cairn.p2p;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import java.util.Optional;

/// Who this node is on its network: its node key, the validator key that it proves if it has one,
/// the genesis hash, and its software and version as at most 64 printable ASCII characters.
public record LocalNode(
    KeyPair nodeKey, Optional<KeyPair> validatorKey, Hash genesis, String agent) {
  public LocalNode {
    if (!Hello.isAgent(agent)) {
      throw new IllegalArgumentException("agent is not 1..64 printable ASCII characters: " + agent);
    }
  }

  public NodeId id() {
    return NodeId.of(nodeKey.publicKey());
  }
}
