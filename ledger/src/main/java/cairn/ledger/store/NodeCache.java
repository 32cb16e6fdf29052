package cairn.ledger.store;

import cairn.ledger.NodeKey;
import cairn.ledger.TreeNode;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Decoded nodes of the state tree that were used of late. Thread-safe.
///
/// Two generations: what is used moves to the young one, and when that is full it becomes the old
/// one, and what was not used since is gone. So reads take no lock, and nodes that became stale
/// leave by themselves.
final class NodeCache {
  private final int capacity;
  private volatile ConcurrentHashMap<NodeKey, TreeNode> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<NodeKey, TreeNode> old = new ConcurrentHashMap<>();

  /// Keeps at most about `nodes` nodes.
  NodeCache(int nodes) {
    this.capacity = nodes / 2;
  }

  Optional<TreeNode> get(NodeKey key) {
    TreeNode node = young.get(key);
    if (node == null) {
      node = old.get(key);
      if (node != null) {
        put(key, node);
      }
    }
    return Optional.ofNullable(node);
  }

  /// Two threads that both find the young generation full may drop a generation too many: that
  /// costs reads, never a wrong node, since a node never changes under its key.
  void put(NodeKey key, TreeNode node) {
    ConcurrentHashMap<NodeKey, TreeNode> generation = young;
    generation.put(key, node);
    if (generation.mappingCount() > capacity) {
      old = generation;
      young = new ConcurrentHashMap<>();
    }
  }

  void remove(NodeKey key) {
    young.remove(key);
    old.remove(key);
  }
}
