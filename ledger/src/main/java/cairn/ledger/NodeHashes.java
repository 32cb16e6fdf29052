package cairn.ledger;

import cairn.crypto.DomainTag;
import cairn.crypto.Hash;
import cairn.crypto.Hasher;
import cairn.ledger.TreeNode.Child;
import cairn.ledger.TreeNode.Leaf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The hashes of the four binary levels of an internal node. Those between the node's and its
/// children's are kept where a node has many children, so that a change of one child costs four
/// hashes and not fifteen. Immutable.
///
/// Subtrees are numbered as in a binary heap: the whole node is 1, the halves of i are 2i and 2i+1,
/// the places of the children 16 to 31.
final class NodeHashes {
  static final DomainTag TAG = DomainTag.of("cairn.state-node");

  private static final int WIDTH = TreeNode.Internal.WIDTH;
  private static final int ALL = (1 << WIDTH) - 1;
  private static final int KEPT_FROM_CHILDREN = 5;

  private final Hash root;

  /// The hashes of the subtrees 2 to 15, one after the other.
  private final byte @Nullable [] inner;

  private NodeHashes(Hash root, byte @Nullable [] inner) {
    this.root = root;
    this.inner = inner;
  }

  Hash root() {
    return root;
  }

  static NodeHashes of(Hasher hasher, @Nullable Child[] children) {
    return of(hasher, children, new byte[2 * WIDTH * Hash.BYTES], ALL);
  }

  /// The hashes after the children at the places of the bits of `changed` were replaced.
  NodeHashes with(Hasher hasher, @Nullable Child[] children, int changed) {
    byte[] heap = new byte[2 * WIDTH * Hash.BYTES];
    byte[] known = inner;
    if (known == null) {
      return of(hasher, children, heap, ALL);
    }
    System.arraycopy(known, 0, heap, 2 * Hash.BYTES, known.length);
    return of(hasher, children, heap, changed);
  }

  /// The hash of the `width` places from `start` on.
  Hash of(Hasher hasher, @Nullable Child[] children, int start, int width) {
    if (width == 1) {
      Child child = children[start];
      return child == null ? TreeNode.EMPTY_HASH : child.hash();
    }
    int subtree = (WIDTH + start) / width;
    if (subtree == 1) {
      return root;
    }
    byte[] known = inner;
    if (known != null) {
      return Hash.at(known, (subtree - 2) * Hash.BYTES);
    }
    byte[] heap = new byte[2 * WIDTH * Hash.BYTES];
    fill(hasher, children, heap, ALL);
    return Hash.at(heap, subtree * Hash.BYTES);
  }

  private static NodeHashes of(
      Hasher hasher, @Nullable Child[] children, byte[] heap, int changed) {
    int present = fill(hasher, children, heap, changed);
    byte[] inner =
        Integer.bitCount(present) >= KEPT_FROM_CHILDREN
            ? Arrays.copyOfRange(heap, 2 * Hash.BYTES, WIDTH * Hash.BYTES)
            : null;
    return new NodeHashes(Hash.at(heap, Hash.BYTES), inner);
  }

  /// Computes the hash of each subtree that has a changed place; returns which places have a child.
  private static int fill(Hasher hasher, @Nullable Child[] children, byte[] heap, int changed) {
    int present = 0;
    int leaves = 0;
    for (int i = 0; i < WIDTH; i++) {
      present |= children[i] != null ? 1 << i : 0;
      leaves |= children[i] instanceof Leaf ? 1 << i : 0;
    }
    for (int subtree = WIDTH - 1; subtree >= 1; subtree--) {
      int first = Integer.highestOneBit(subtree); // the first of its level
      int width = WIDTH / first;
      int start = (subtree - first) * width;
      int range = ((1 << width) - 1) << start;
      if ((changed & range) != 0) {
        fill(hasher, children, heap, subtree, present & range, leaves);
      }
    }
    return present;
  }

  private static void fill(
      Hasher hasher,
      @Nullable Child[] children,
      byte[] heap,
      int subtree,
      int present,
      int leaves) {
    int to = subtree * Hash.BYTES;
    boolean hasOne = Integer.bitCount(present) == 1;
    if (present == 0) {
      TreeNode.EMPTY_HASH.copyTo(heap, to);
    } else if (hasOne && (present & leaves) != 0) {
      copyHash(children[Integer.numberOfTrailingZeros(present)], heap, to);
    } else {
      if (2 * subtree >= WIDTH) {
        copyHash(children[2 * subtree - WIDTH], heap, 2 * to);
        copyHash(children[2 * subtree + 1 - WIDTH], heap, 2 * to + Hash.BYTES);
      }
      hasher.hashPair(TAG, heap, 2 * to, to);
    }
  }

  private static void copyHash(@Nullable Child child, byte[] heap, int to) {
    (child == null ? TreeNode.EMPTY_HASH : child.hash()).copyTo(heap, to);
  }
}
