package cairn.ledger;

import java.util.Optional;

/// Where [StateTree] reads nodes of earlier versions: the store, or updates that are not stored yet
/// laid over it ([TreeUpdate#over]). A node never changes under its key.
public interface NodeSource {
  /// A source without any node.
  NodeSource NONE = key -> Optional.empty();

  Optional<TreeNode> node(NodeKey key);
}
