package cairn.ledger;

import cairn.crypto.Hash;
import cairn.crypto.Hasher;
import cairn.ledger.TreeNode.Branch;
import cairn.ledger.TreeNode.Child;
import cairn.ledger.TreeNode.Internal;
import cairn.ledger.TreeNode.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One update of the state tree: walks down to all changed keys at once, and on the way up makes
/// each node on it anew, one time. Used once.
final class TreeChange {
  /// A key's new leaf, or its deletion where there is none.
  private record Change(Hash key, @Nullable Leaf leaf) {}

  private final NodeSource source;
  private final long newVersion;
  private final Hasher hasher = new Hasher();
  private final Map<NodeKey, TreeNode> newNodes = new LinkedHashMap<>();
  private final List<NodeKey> staleNodes = new ArrayList<>();

  TreeChange(NodeSource source, long newVersion) {
    this.source = source;
    this.newVersion = newVersion;
  }

  /// Changes the tree of `version`. Every version has a root of its own, also if it changes
  /// nothing.
  TreeUpdate update(long version, SortedMap<Hash, Optional<byte[]>> changes) {
    NodeKey oldRoot = NodeKey.root(version);
    staleNodes.add(oldRoot);
    return finish(
        switch (StateTree.load(source, oldRoot)) {
          case TreeNode.Empty() -> asRoot(change(null, hashed(changes), 0));
          case Leaf leaf -> asRoot(change(leaf, hashed(changes), 0));
          case Internal node -> {
            @Nullable Child[] children = changedChildren(node, hashed(changes), 0);
            yield children == null ? node : asRoot(settle(children, NodeKey.root(newVersion)));
          }
        });
  }

  /// Makes a first tree.
  TreeUpdate create(SortedMap<Hash, Optional<byte[]>> entries) {
    return finish(asRoot(change(null, hashed(entries), 0)));
  }

  private TreeUpdate finish(TreeNode root) {
    newNodes.put(NodeKey.root(newVersion), root);
    return new TreeUpdate(newVersion, root.hash(), newNodes, staleNodes);
  }

  private TreeNode asRoot(@Nullable Child child) {
    return switch (child) {
      case null -> new TreeNode.Empty();
      case Leaf leaf -> leaf;
      case Branch(long version, Hash _) ->
          newNodes.getOrDefault(NodeKey.root(version), new TreeNode.Empty());
    };
  }

  private List<Change> hashed(SortedMap<Hash, Optional<byte[]>> changes) {
    List<Change> sorted = new ArrayList<>(changes.size());
    for (Map.Entry<Hash, Optional<byte[]>> change : changes.entrySet()) {
      Hash key = change.getKey();
      Optional<byte[]> value = change.getValue();
      sorted.add(new Change(key, value.isPresent() ? Leaf.of(hasher, key, value.get()) : null));
    }
    return sorted;
  }

  /// What stands at `depth` instead of `old` after `changes`, whose keys all lead there; `old`
  /// itself if they change nothing.
  private @Nullable Child change(@Nullable Child old, List<Change> changes, int depth) {
    if (changes.isEmpty()) {
      return old;
    }
    return switch (old) {
      case null -> grow(leaves(null, changes), depth);
      case Leaf leaf -> {
        List<Leaf> leaves = leaves(leaf, changes);
        yield leaves.size() == 1 && leaves.getFirst().equals(leaf) ? old : grow(leaves, depth);
      }
      case Branch branch -> {
        Hash key = changes.getFirst().key();
        Internal node = StateTree.load(source, branch, key, depth);
        @Nullable Child[] children = changedChildren(node, changes, depth);
        if (children == null) {
          yield old;
        }
        staleNodes.add(NodeKey.of(branch.version(), key, depth));
        yield settle(children, NodeKey.of(newVersion, key, depth));
      }
    };
  }

  /// The children of `node` after `changes`; null if they change nothing.
  private @Nullable Child @Nullable [] changedChildren(
      Internal node, List<Change> changes, int depth) {
    @Nullable Child[] children = node.copyOfChildren();
    boolean changed = false;
    int from = 0;
    while (from < changes.size()) {
      int nibble = changes.get(from).key().nibble(depth);
      int to = from + 1;
      while (to < changes.size() && changes.get(to).key().nibble(depth) == nibble) {
        to++;
      }
      Child old = children[nibble];
      Child now = change(old, changes.subList(from, to), depth + 1);
      children[nibble] = now;
      changed |= !Objects.equals(now, old);
      from = to;
    }
    return changed ? children : null;
  }

  /// The leaves of `changes`, with `old` among them unless one of them replaces or deletes it; in
  /// ascending order of keys.
  private List<Leaf> leaves(@Nullable Leaf old, List<Change> changes) {
    List<Leaf> leaves = new ArrayList<>(changes.size() + 1);
    Leaf rest = old;
    for (Change change : changes) {
      if (rest != null) {
        int order = rest.key().compareTo(change.key());
        if (order < 0) {
          leaves.add(rest);
        }
        rest = order <= 0 ? null : rest;
      }
      if (change.leaf() != null) {
        leaves.add(change.leaf());
      }
    }
    if (rest != null) {
      leaves.add(rest);
    }
    return leaves;
  }

  /// A subtree of exactly these leaves, whose keys all lead to it.
  private @Nullable Child grow(List<Leaf> leaves, int depth) {
    if (leaves.size() <= 1) {
      return leaves.isEmpty() ? null : leaves.getFirst();
    }
    @Nullable Child[] children = new @Nullable Child[Internal.WIDTH];
    int from = 0;
    while (from < leaves.size()) {
      int nibble = leaves.get(from).key().nibble(depth);
      int to = from + 1;
      while (to < leaves.size() && leaves.get(to).key().nibble(depth) == nibble) {
        to++;
      }
      children[nibble] = grow(leaves.subList(from, to), depth + 1);
      from = to;
    }
    return settle(children, NodeKey.of(newVersion, leaves.getFirst().key(), depth));
  }

  /// What stands for these children: nothing, their one leaf, or a new node under `name`.
  private @Nullable Child settle(@Nullable Child[] children, NodeKey name) {
    int present = 0;
    Child last = null;
    for (Child child : children) {
      if (child != null) {
        present++;
        last = child;
      }
    }
    if (present == 0 || (present == 1 && last instanceof Leaf)) {
      return last;
    }
    Internal node = Internal.of(hasher, children);
    newNodes.put(name, node);
    return new Branch(newVersion, node.hash());
  }
}
