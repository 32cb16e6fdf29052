package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.DomainTag;
import cairn.crypto.Hash;
import cairn.crypto.Hasher;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node of the state tree as it is stored. A leaf is kept in its parent, not for itself, unless
/// it is the root; so is an empty tree.
///
/// The hashes are those of a *binary* tree over the bits of the keys: an empty subtree has
/// [#EMPTY_HASH], a subtree with one key the hash of its leaf, any other the hash of its halves. An
/// [Internal] is four levels of it.
public sealed interface TreeNode permits TreeNode.Empty, TreeNode.Leaf, TreeNode.Internal {
  /// The hash of a subtree without keys.
  Hash EMPTY_HASH = Hash.tagged("cairn.state-empty");

  Hash hash();

  /// The root of a tree without keys.
  record Empty() implements TreeNode {
    @Override
    public Hash hash() {
      return EMPTY_HASH;
    }
  }

  /// What a node has below it at one nibble.
  sealed interface Child permits Leaf, Branch {
    Hash hash();
  }

  /// A node further down: the version that made it, and its hash.
  record Branch(long version, Hash hash) implements Child {}

  /// The only key of its subtree, with its value: a leaf *is* the state entry, so that no other
  /// copy of the state can differ from what the root commits to. Its hash covers the value's hash,
  /// not the value, which keeps proofs of absence short.
  final class Leaf implements TreeNode, Child {
    /// More than any entry of the state has.
    static final int MAX_VALUE_BYTES = 1 << 20;

    private static final DomainTag TAG = DomainTag.of("cairn.state-leaf");

    private final Hash key;
    private final byte[] value;
    private final Hash hash;

    private Leaf(Hash key, byte[] value, Hash hash) {
      this.key = key;
      this.value = value;
      this.hash = hash;
    }

    /// Takes the array over: the caller must not change it afterwards.
    static Leaf of(Hasher hasher, Hash key, byte[] value) {
      if (value.length > MAX_VALUE_BYTES) {
        throw new IllegalArgumentException("a state entry of " + value.length + " bytes");
      }
      return new Leaf(key, value, hash(hasher, key, StateTree.valueHash(hasher, value)));
    }

    static Hash hash(Hasher hasher, Hash key, Hash valueHash) {
      return hasher.hash(TAG, key, valueHash);
    }

    public Hash key() {
      return key;
    }

    /// The value itself, not a copy.
    byte[] value() {
      return value;
    }

    @Override
    public Hash hash() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Leaf that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
      return hash.hashCode();
    }
  }

  /// A subtree with at least two keys; sixteen places, one a nibble.
  final class Internal implements TreeNode {
    static final int WIDTH = 16;

    private final @Nullable Child[] children;
    private final NodeHashes hashes;

    private Internal(@Nullable Child[] children, NodeHashes hashes) {
      this.children = children;
      this.hashes = hashes;
    }

    /// Takes the array over: the caller must not change it afterwards.
    static Internal of(Hasher hasher, @Nullable Child[] children) {
      return new Internal(children, NodeHashes.of(hasher, children));
    }

    /// This node with other children at the places of `changed`; takes the array over.
    Internal with(Hasher hasher, @Nullable Child[] children, int changed) {
      return new Internal(children, hashes.with(hasher, children, changed));
    }

    @Override
    public Hash hash() {
      return hashes.root();
    }

    @Nullable Child child(int nibble) {
      return children[nibble];
    }

    @Nullable Child[] copyOfChildren() {
      return children.clone();
    }

    /// The only child in the `width` places from `start` on; null if there are none or several.
    @Nullable Child onlyChild(int start, int width) {
      Child only = null;
      for (int i = start; i < start + width; i++) {
        Child child = children[i];
        if (child != null) {
          if (only != null) {
            return null;
          }
          only = child;
        }
      }
      return only;
    }

    boolean isEmpty(int start, int width) {
      for (int i = start; i < start + width; i++) {
        if (children[i] != null) {
          return false;
        }
      }
      return true;
    }

    /// The hash of the binary subtree over the `width` places from `start` on.
    Hash rangeHash(Hasher hasher, int start, int width) {
      return hashes.of(hasher, children, start, width);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Internal that && Arrays.equals(children, that.children);
    }

    @Override
    public int hashCode() {
      return hash().hashCode();
    }
  }

  /// Hashes two subtrees into the one above them.
  static Hash join(Hasher hasher, Hash left, Hash right) {
    return hasher.hash(NodeHashes.TAG, left, right);
  }

  default byte[] encoded() {
    BcsWriter writer = new BcsWriter(1024);
    write(writer);
    return writer.toByteArray();
  }

  /// Writes the variant; for an internal node the set of its children and the set of those that are
  /// leaves, as bits of two u16, and the children in order.
  default void write(BcsWriter writer) {
    switch (this) {
      case Empty() -> writer.uleb(0);
      case Leaf leaf -> writeChild(writer.uleb(1), leaf);
      case Internal node -> {
        int present = 0;
        int leaves = 0;
        for (int i = 0; i < Internal.WIDTH; i++) {
          Child child = node.children[i];
          present |= child != null ? 1 << i : 0;
          leaves |= child instanceof Leaf ? 1 << i : 0;
        }
        writer.uleb(2).u16(present).u16(leaves);
        for (Child child : node.children) {
          if (child != null) {
            writeChild(writer, child);
          }
        }
      }
    }
  }

  /// Reads a node and computes its hashes anew.
  static TreeNode read(BcsReader reader) {
    Hasher hasher = new Hasher();
    return switch (reader.variant(3)) {
      case 0 -> new Empty();
      case 1 -> readLeaf(reader, hasher);
      default -> readInternal(reader, hasher);
    };
  }

  static TreeNode decode(byte[] bytes) {
    return BcsReader.decode(bytes, TreeNode::read);
  }

  private static void writeChild(BcsWriter writer, Child child) {
    switch (child) {
      case Leaf leaf -> {
        leaf.key.write(writer);
        writer.bytes(leaf.value);
      }
      case Branch(long version, Hash hash) -> {
        writer.u64(version);
        hash.write(writer);
      }
    }
  }

  private static Leaf readLeaf(BcsReader reader, Hasher hasher) {
    Hash key = Hash.read(reader);
    return Leaf.of(hasher, key, reader.bytes(Leaf.MAX_VALUE_BYTES));
  }

  private static Internal readInternal(BcsReader reader, Hasher hasher) {
    int present = reader.u16();
    int leaves = reader.u16();
    if ((leaves & ~present) != 0) {
      throw new MalformedException("tree node with a leaf that is not a child");
    }
    if (Integer.bitCount(present) < 2 && present == leaves) {
      throw new MalformedException("tree node with fewer than two keys");
    }
    @Nullable Child[] children = new @Nullable Child[Internal.WIDTH];
    for (int i = 0; i < Internal.WIDTH; i++) {
      if ((leaves >> i & 1) == 1) {
        children[i] = readLeaf(reader, hasher);
      } else if ((present >> i & 1) == 1) {
        children[i] = new Branch(reader.count64(), Hash.read(reader));
      }
    }
    return Internal.of(hasher, children);
  }
}
