package cairn.crypto;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// The hashes beside the way from one leaf of a [MerkleTree] or [MerkleMountainRange] up to its
/// root, the lowest first.
///
/// Encoded as the index and the size (u64 each) and the list of hashes. The number of hashes
/// follows from index and size; a proof with another number does not exist.
public record MerkleProof(long index, long size, List<Hash> path) {
  public MerkleProof {
    path = List.copyOf(path);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf " + index + " of " + size);
    }
    if (path.size() != pathLength(index, size)) {
      throw new IllegalArgumentException(
          "the path has " + path.size() + " hashes, not " + pathLength(index, size));
    }
  }

  /// Where the nodes of a [MerkleMountainRange] are kept.
  public interface PerfectTrees {
    /// The top of the perfect tree over the leaves from `index * 2^level` on, `2^level` of them.
    Hash top(int level, long index);
  }

  /// The proof of a leaf of the range that had `size` leaves then, whatever was appended since.
  public static MerkleProof of(long index, long size, PerfectTrees trees) {
    Hasher hasher = new Hasher();
    List<Hash> path = new ArrayList<>();
    long last = size - 1;
    int level = 0;
    for (long place = index; last > 0; place >>= 1, last >>= 1) {
      if ((place & 1) == 1) {
        path.add(trees.top(level, place - 1));
      } else if (place < last) {
        path.add(top(hasher, level, place + 1, size, trees));
      }
      level++;
    }
    return new MerkleProof(index, size, path);
  }

  /// The node at that place, which at the end of its level need not be that of a perfect tree.
  private static Hash top(Hasher hasher, int level, long index, long size, PerfectTrees trees) {
    if (index + 1 <= size >> level) {
      return trees.top(level, index);
    }
    Hash left = top(hasher, level - 1, 2 * index, size, trees);
    boolean hasRight = 2 * index + 1 <= (size - 1) >> (level - 1);
    return hasRight
        ? MerkleTree.node(hasher, left, top(hasher, level - 1, 2 * index + 1, size, trees))
        : left;
  }

  /// The nodes that the leaf at `index` completes over those before it, as
  /// [MerkleMountainRange#nodesOf] makes them of its peaks.
  public static List<Hash> completed(byte[] leaf, long index, PerfectTrees before) {
    Hasher hasher = new Hasher();
    List<Hash> nodes = new ArrayList<>();
    nodes.add(MerkleTree.leaf(hasher, leaf));
    int level = 0;
    for (long place = index; (place & 1) == 1; place >>= 1) {
      nodes.add(MerkleTree.node(hasher, before.top(level, place - 1), nodes.getLast()));
      level++;
    }
    return nodes;
  }

  /// The number of hashes that a proof of that leaf has: one a level, but none where the place is
  /// the last of its level and has no right neighbour.
  public static int pathLength(long index, long size) {
    int length = 0;
    long last = size - 1;
    for (long place = index; last > 0; place >>= 1, last >>= 1) {
      if ((place & 1) == 1 || place < last) {
        length++;
      }
    }
    return length;
  }

  /// Whether `leaf` stands at this proof's place in the tree with this root.
  public boolean proves(byte[] leaf, Hash root) {
    return rootWith(leaf).equals(root);
  }

  /// The root of the tree that has `leaf` at this proof's place.
  public Hash rootWith(byte[] leaf) {
    Hasher hasher = new Hasher();
    Hash hash = MerkleTree.leaf(hasher, leaf);
    int used = 0;
    long last = size - 1;
    for (long place = index; last > 0; place >>= 1, last >>= 1) {
      if ((place & 1) == 1) {
        hash = MerkleTree.node(hasher, path.get(used++), hash);
      } else if (place < last) {
        hash = MerkleTree.node(hasher, hash, path.get(used++));
      }
    }
    return MerkleTree.root(size, hash);
  }

  public static MerkleProof read(BcsReader reader) {
    long index = reader.count64();
    long size = reader.count64();
    if (index >= size) {
      throw new MalformedException("merkle proof of a leaf outside the tree");
    }
    List<Hash> path = reader.list(Long.SIZE, Hash::read);
    if (path.size() != pathLength(index, size)) {
      throw new MalformedException("merkle proof with a path of the wrong length");
    }
    return new MerkleProof(index, size, path);
  }

  public void write(BcsWriter writer) {
    writer.u64(index).u64(size).list(path, (w, hash) -> hash.write(w));
  }
}
