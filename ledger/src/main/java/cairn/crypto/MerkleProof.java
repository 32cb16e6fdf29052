package cairn.crypto;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
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

  /// One hash a level, but none where the place is the last of its level and has no right
  /// neighbour.
  private static int pathLength(long index, long size) {
    int length = 0;
    long last = size - 1;
    for (long place = index; last > 0; place >>= 1, last >>= 1) {
      if ((place & 1) == 1 || place < last) {
        length++;
      }
    }
    return length;
  }
}
