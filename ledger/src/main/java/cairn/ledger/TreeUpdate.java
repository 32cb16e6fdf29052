package cairn.ledger;

import cairn.crypto.Hash;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a version of the state tree adds to the one before it, and what of that one it no longer
/// needs. Immutable; `newNodes` always has the version's root, and is in the order in which the
/// nodes were made, children first.
public record TreeUpdate(
    long version, Hash root, Map<NodeKey, TreeNode> newNodes, List<NodeKey> staleNodes) {
  public TreeUpdate {
    newNodes = Collections.unmodifiableMap(new LinkedHashMap<>(newNodes));
    staleNodes = List.copyOf(staleNodes);
  }

  /// The nodes of this version laid over those of `below`, which has the versions before it.
  public NodeSource over(NodeSource below) {
    return key -> {
      TreeNode added = newNodes.get(key);
      return added != null ? Optional.of(added) : below.node(key);
    };
  }
}
