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
  private final List<Change> changes = new ArrayList<>();

  TreeChange(NodeSource source, long newVersion) {
    this.source = source;
    this.newVersion = newVersion;
  }

  /// Changes the tree of `version`. Every version has a root of its own, also if it changes
  /// nothing.
  TreeUpdate update(long version, SortedMap<Hash, Optional<byte[]>> entries) {
    hash(entries);
    NodeKey oldRoot = NodeKey.root(version);
    staleNodes.add(oldRoot);
    return finish(
        switch (StateTree.load(source, oldRoot)) {
          case TreeNode.Empty() -> asRoot(change(null, 0, changes.size(), 0));
          case Leaf leaf -> asRoot(change(leaf, 0, changes.size(), 0));
          case Internal node -> {
            @Nullable Child[] children = node.copyOfChildren();
            int changed = changeChildren(children, 0, changes.size(), 0);
            yield changed == 0
                ? node
                : asRoot(settle(children, node, changed, NodeKey.root(newVersion)));
          }
        });
  }

  /// Makes a first tree.
  TreeUpdate create(SortedMap<Hash, Optional<byte[]>> entries) {
    hash(entries);
    return finish(asRoot(change(null, 0, changes.size(), 0)));
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

  private void hash(SortedMap<Hash, Optional<byte[]>> entries) {
    for (Map.Entry<Hash, Optional<byte[]>> entry : entries.entrySet()) {
      Hash key = entry.getKey();
      Optional<byte[]> value = entry.getValue();
      changes.add(new Change(key, value.isPresent() ? Leaf.of(hasher, key, value.get()) : null));
    }
  }

  /// What stands at `depth` instead of `old` after the changes from `from` to `to`, whose keys all
  /// lead there; `old` itself if they change nothing.
  private @Nullable Child change(@Nullable Child old, int from, int to, int depth) {
    if (from == to) {
      return old;
    }
    return switch (old) {
      case null -> grow(leaves(null, from, to), depth);
      case Leaf leaf -> {
        List<Leaf> leaves = leaves(leaf, from, to);
        yield leaves.size() == 1 && leaves.getFirst().equals(leaf) ? old : grow(leaves, depth);
      }
      case Branch branch -> {
        Hash key = changes.get(from).key();
        Internal node = StateTree.load(source, branch, key, depth);
        @Nullable Child[] children = node.copyOfChildren();
        int changed = changeChildren(children, from, to, depth);
        if (changed == 0) {
          yield old;
        }
        staleNodes.add(NodeKey.of(branch.version(), key, depth));
        yield settle(children, node, changed, NodeKey.of(newVersion, key, depth));
      }
    };
  }

  /// Changes the children of a node at `depth`; returns which of them, as bits.
  private int changeChildren(@Nullable Child[] children, int from, int to, int depth) {
    int changed = 0;
    int start = from;
    while (start < to) {
      int nibble = changes.get(start).key().nibble(depth);
      int end = start + 1;
      while (end < to && changes.get(end).key().nibble(depth) == nibble) {
        end++;
      }
      Child old = children[nibble];
      Child now = change(old, start, end, depth + 1);
      if (!Objects.equals(now, old)) {
        children[nibble] = now;
        changed |= 1 << nibble;
      }
      start = end;
    }
    return changed;
  }

  /// The leaves of the changes from `from` to `to`, with `old` among them unless one of them
  /// replaces or deletes it; in ascending order of keys.
  private List<Leaf> leaves(@Nullable Leaf old, int from, int to) {
    List<Leaf> leaves = new ArrayList<>(to - from + 1);
    Leaf rest = old;
    for (Change change : changes.subList(from, to)) {
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
    return settle(children, null, 0, NodeKey.of(newVersion, leaves.getFirst().key(), depth));
  }

  /// What stands for these children: nothing, their one leaf, or a new node under `name`, which
  /// differs from the `old` one there in the children of `changed`.
  private @Nullable Child settle(
      @Nullable Child[] children, @Nullable Internal old, int changed, NodeKey name) {
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
    Internal node =
        old == null ? Internal.of(hasher, children) : old.with(hasher, children, changed);
    newNodes.put(name, node);
    return new Branch(newVersion, node.hash());
  }
}
