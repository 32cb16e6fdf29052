package cairn.ledger;

import cairn.crypto.DomainTag;
import cairn.crypto.Hash;
import cairn.crypto.Hasher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The authenticated tree over all entries of the state, a Jellyfish Merkle tree: versioned, 16-ary
/// in the store, binary in its hashes, with proofs of inclusion and of absence.
///
/// All functions are pure. A version of the tree is what its root reaches; an update reads the
/// nodes of earlier versions through a [NodeSource] and hands back the new ones, so that pending
/// blocks can be laid over the store in memory. Each node that is read is checked against the hash
/// that its parent has for it; the caller checks the root against a header. The root is a function
/// of the entries alone, not of the order in which they came.
///
/// See Gao, Hu, Wu, "Jellyfish Merkle Tree" (2021).
public final class StateTree {
  /// The root of a tree without entries.
  public static final Hash EMPTY_ROOT = TreeNode.EMPTY_HASH;

  private static final DomainTag VALUE_TAG = DomainTag.of("cairn.state-value");

  private StateTree() {}

  /// The first version of a tree.
  public static TreeUpdate create(long version, SortedMap<Hash, byte[]> entries) {
    TreeMap<Hash, Optional<byte[]>> changes = new TreeMap<>();
    entries.forEach((key, value) -> changes.put(key, Optional.of(value)));
    return new TreeChange(NodeSource.NONE, version).create(changes);
  }

  /// The tree of `version` with `changes`, each a new value or, where empty, a deletion, as
  /// `newVersion`. A change that changes nothing leaves the nodes on its way as they are.
  public static TreeUpdate update(
      NodeSource source, long version, long newVersion, SortedMap<Hash, Optional<byte[]>> changes) {
    if (newVersion <= version) {
      throw new IllegalArgumentException(newVersion + " is no version after " + version);
    }
    return new TreeChange(source, newVersion).update(version, changes);
  }

  /// The root hash of a version.
  public static Hash root(NodeSource source, long version) {
    return load(source, NodeKey.root(version)).hash();
  }

  /// The value under `key`, which the caller must not change; empty if there is none.
  public static Optional<byte[]> read(NodeSource source, long version, Hash key) {
    TreeNode node = load(source, NodeKey.root(version));
    for (int depth = 0; node instanceof TreeNode.Internal internal; depth++) {
      TreeNode.Child child = internal.child(key.nibble(depth));
      if (child == null) {
        return Optional.empty();
      }
      node =
          switch (child) {
            case TreeNode.Leaf leaf -> leaf;
            case TreeNode.Branch branch -> load(source, branch, key, depth + 1);
          };
    }
    return node instanceof TreeNode.Leaf leaf && leaf.key().equals(key)
        ? Optional.of(leaf.value())
        : Optional.empty();
  }

  /// What a leaf's hash covers of its value.
  public static Hash valueHash(byte[] value) {
    return valueHash(new Hasher(), value);
  }

  static Hash valueHash(Hasher hasher, byte[] value) {
    return hasher.hash(VALUE_TAG, value);
  }

  /// Reads all nodes of a version, each of which must be what its parent names; the number of its
  /// entries.
  public static long count(NodeSource source, long version) {
    NodeKey root = NodeKey.root(version);
    return count(source, root, load(source, root));
  }

  /// Goes at most as deep as a key has nibbles.
  private static long count(NodeSource source, NodeKey name, TreeNode node) {
    if (!(node instanceof TreeNode.Internal internal)) {
      return node instanceof TreeNode.Leaf ? 1 : 0;
    }
    long entries = 0;
    for (int nibble = 0; nibble < TreeNode.Internal.WIDTH; nibble++) {
      TreeNode.Child child = internal.child(nibble);
      if (child instanceof TreeNode.Branch branch) {
        NodeKey below = name.child(nibble, branch.version());
        entries += count(source, below, load(source, branch, below));
      } else if (child != null) {
        entries++;
      }
    }
    return entries;
  }

  /// A proof of what `version` has under `key`: a value, or nothing.
  public static StateProof prove(NodeSource source, long version, Hash key) {
    Hasher hasher = new Hasher();
    List<Hash> siblings = new ArrayList<>();
    TreeNode node = load(source, NodeKey.root(version));
    int depth = 0;
    while (node instanceof TreeNode.Internal internal) {
      int start = 0;
      int width = TreeNode.Internal.WIDTH;
      while (width > 1
          && !(internal.onlyChild(start, width) instanceof TreeNode.Leaf)
          && !internal.isEmpty(start, width)) {
        width /= 2;
        int other = start;
        if ((key.nibble(depth) & width) != 0) {
          start += width;
        } else {
          other += width;
        }
        siblings.add(internal.rangeHash(hasher, other, width));
      }
      TreeNode.Child child = internal.onlyChild(start, width);
      if (child == null) {
        return new StateProof(Optional.empty(), siblings);
      }
      node =
          switch (child) {
            case TreeNode.Leaf leaf -> leaf;
            case TreeNode.Branch branch -> load(source, branch, key, ++depth);
          };
    }
    return node instanceof TreeNode.Leaf leaf
        ? new StateProof(
            Optional.of(new StateProof.End(leaf.key(), valueHash(hasher, leaf.value()))), siblings)
        : new StateProof(Optional.empty(), siblings);
  }

  /// The node that `branch` names, which stands at the first `depth` nibbles of `key`.
  static TreeNode.Internal load(NodeSource source, TreeNode.Branch branch, Hash key, int depth) {
    return load(source, branch, NodeKey.of(branch.version(), key, depth));
  }

  private static TreeNode.Internal load(NodeSource source, TreeNode.Branch branch, NodeKey name) {
    TreeNode node = load(source, name);
    if (!node.hash().equals(branch.hash()) || !(node instanceof TreeNode.Internal internal)) {
      throw new CorruptTreeException(
          "the state tree's " + name + " is not the one that its parent names");
    }
    return internal;
  }

  static TreeNode load(NodeSource source, NodeKey name) {
    return source
        .node(name)
        .orElseThrow(() -> new CorruptTreeException("the state tree's " + name + " is missing"));
  }
}
