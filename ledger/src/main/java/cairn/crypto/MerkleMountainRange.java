package cairn.crypto;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A [MerkleTree] that grows at its end and keeps only what it needs for that: the tops of the
/// perfect trees, the mountains, that its leaves fall into, the highest first. Their heights are
/// the set bits of the number of leaves. Immutable.
///
/// The root is that of the [MerkleTree] over the same leaves (the peaks are joined from the lowest
/// upwards), so a [MerkleProof] proves a leaf of either.
///
/// Encoded as the number of leaves (u64) and the peaks, 32 bytes each, the highest first; their
/// number is the number of set bits.
public final class MerkleMountainRange {
  public static final MerkleMountainRange EMPTY = new MerkleMountainRange(0, List.of());

  private final long size;
  private final List<Hash> peaks;

  private MerkleMountainRange(long size, List<Hash> peaks) {
    this.size = size;
    this.peaks = List.copyOf(peaks);
  }

  /// The range over the bytes of these leaves.
  public static <T> MerkleMountainRange of(List<T> leaves, Function<T, byte[]> bytes) {
    List<Hash> peaks = new ArrayList<>();
    Hasher hasher = new Hasher();
    long size = 0;
    for (T leaf : leaves) {
      append(hasher, peaks, size++, bytes.apply(leaf));
    }
    return new MerkleMountainRange(size, peaks);
  }

  /// This range with one more leaf.
  public MerkleMountainRange append(byte[] leaf) {
    List<Hash> result = new ArrayList<>(peaks);
    append(new Hasher(), result, size, leaf);
    return new MerkleMountainRange(Math.addExact(size, 1), result);
  }

  private static void append(Hasher hasher, List<Hash> peaks, long size, byte[] leaf) {
    Hash hash = MerkleTree.leaf(hasher, leaf);
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = MerkleTree.node(hasher, peaks.removeLast(), hash);
    }
    peaks.add(hash);
  }

  /// The nodes that appending this leaf makes, from its own hash upwards: the one at place `k` is
  /// the top of the perfect tree over the last 2^k leaves. A [MerkleProof] is made of these.
  public List<Hash> nodesOf(byte[] leaf) {
    Hasher hasher = new Hasher();
    List<Hash> nodes = new ArrayList<>();
    Hash hash = MerkleTree.leaf(hasher, leaf);
    nodes.add(hash);
    int below = peaks.size() - 1;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = MerkleTree.node(hasher, peaks.get(below--), hash);
      nodes.add(hash);
    }
    return nodes;
  }

  public long size() {
    return size;
  }

  /// The tops of the mountains, the highest first.
  public List<Hash> peaks() {
    return peaks;
  }

  public Hash root() {
    Hasher hasher = new Hasher();
    Hash top = Hash.ZERO;
    for (int i = peaks.size() - 1; i >= 0; i--) {
      boolean isLowest = i == peaks.size() - 1;
      top = isLowest ? peaks.get(i) : MerkleTree.node(hasher, peaks.get(i), top);
    }
    return MerkleTree.root(size, top);
  }

  public static MerkleMountainRange read(BcsReader reader) {
    long size = reader.count64();
    int count = Long.bitCount(size);
    if (reader.remaining() < count * Hash.BYTES) {
      throw new MalformedException("merkle mountain range without all its peaks");
    }
    List<Hash> peaks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      peaks.add(Hash.read(reader));
    }
    return new MerkleMountainRange(size, peaks);
  }

  public void write(BcsWriter writer) {
    writer.u64(size);
    peaks.forEach(peak -> peak.write(writer));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MerkleMountainRange range
        && size == range.size
        && peaks.equals(range.peaks);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(size) * 31 + peaks.hashCode();
  }

  @Override
  public String toString() {
    return "MerkleMountainRange[" + size + " leaves, root " + root().abbreviated() + "]";
  }
}
