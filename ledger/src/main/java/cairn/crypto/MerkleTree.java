package cairn.crypto;

import cairn.codec.BcsWriter;
import java.util.ArrayList;
import java.util.List;

/// A Merkle tree over a list of byte strings, in the shape of RFC 6962, section 2.1, with Cairn's
/// tagged hashes:
///
/// ```
/// leaf(bytes)       = tagged("cairn.merkle.leaf", bytes)
/// node(left, right) = tagged("cairn.merkle.node", left ‖ right)
/// top(D[0..n))      = node(top(D[0..k)), top(D[k..n))), k the largest power of two below n;
///                     of one leaf its hash; of none 32 zero bytes
/// root              = tagged("cairn.merkle.root", n as u64, little-endian ‖ top)
/// ```
///
/// The root fixes the number of leaves, which RFC 6962 leaves to the signed tree head: so a proof
/// also proves the place of its leaf, and that there is none behind the last. A
/// [MerkleMountainRange] over the same leaves has the same root.
public final class MerkleTree {
  private static final DomainTag LEAF_TAG = DomainTag.of("cairn.merkle.leaf");
  private static final DomainTag NODE_TAG = DomainTag.of("cairn.merkle.node");
  private static final String ROOT_TAG = "cairn.merkle.root";

  /// The hashes of the leaves, then of each level above, up to the one that has a single hash. A
  /// hash without a right neighbour stands in the next level unchanged.
  private final List<List<Hash>> levels;

  private MerkleTree(List<List<Hash>> levels) {
    this.levels = levels;
  }

  public static MerkleTree of(List<byte[]> leaves) {
    Hasher hasher = new Hasher();
    return over(hasher, leaves.stream().map(leaf -> leaf(hasher, leaf)).toList());
  }

  /// What stands above a level of another tree; only its paths say something.
  public static MerkleTree above(List<Hash> level) {
    return over(new Hasher(), level);
  }

  private static MerkleTree over(Hasher hasher, List<Hash> lowest) {
    List<List<Hash>> levels = new ArrayList<>();
    List<Hash> level = lowest;
    levels.add(level);
    while (level.size() > 1) {
      List<Hash> next = new ArrayList<>((level.size() + 1) / 2);
      for (int i = 0; i + 1 < level.size(); i += 2) {
        next.add(node(hasher, level.get(i), level.get(i + 1)));
      }
      if (level.size() % 2 == 1) {
        next.add(level.getLast());
      }
      levels.add(next);
      level = next;
    }
    return new MerkleTree(levels);
  }

  public int size() {
    return levels.getFirst().size();
  }

  public Hash root() {
    return root(size(), size() == 0 ? Hash.ZERO : levels.getLast().getFirst());
  }

  /// The tops of the subtrees over `2^level` leaves each, of which the last may have fewer.
  public List<Hash> tops(int level) {
    return levels.get(Math.min(level, levels.size() - 1));
  }

  /// The proof that the leaf at `index` is in this tree at that place.
  public MerkleProof proof(int index) {
    return new MerkleProof(index, size(), path(index));
  }

  /// The hashes beside the way from a leaf up to the root, the lowest first.
  public List<Hash> path(int index) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException("no leaf " + index + " of " + size());
    }
    List<Hash> path = new ArrayList<>();
    int place = index;
    for (List<Hash> level : levels) {
      int sibling = place ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      place >>= 1;
    }
    return path;
  }

  static Hash leaf(Hasher hasher, byte[] bytes) {
    return hasher.hash(LEAF_TAG, bytes);
  }

  static Hash node(Hasher hasher, Hash left, Hash right) {
    return hasher.hash(NODE_TAG, left, right);
  }

  static Hash root(long size, Hash top) {
    return Hash.tagged(ROOT_TAG, new BcsWriter().u64(size).toByteArray(), top.bytes());
  }
}
