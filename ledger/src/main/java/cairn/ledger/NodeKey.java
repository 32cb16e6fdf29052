package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import java.util.Arrays;

/// The name of a node of the state tree: the version that made it, and its place, which is the
/// nibbles that all keys below it begin with. Immutable.
public final class NodeKey {
  /// The deepest node stands under all nibbles of a key but the last.
  static final int MAX_DEPTH = 2 * Hash.BYTES - 1;

  private final long version;
  private final int depth;
  // Two nibbles a byte, the last low one 0 where the depth is odd.
  private final byte[] path;

  private NodeKey(long version, int depth, byte[] path) {
    this.version = version;
    this.depth = depth;
    this.path = path;
  }

  /// The key of the root of a version.
  public static NodeKey root(long version) {
    return new NodeKey(version, 0, new byte[0]);
  }

  /// The key of the node of `version` at the first `depth` nibbles of `key`.
  static NodeKey of(long version, Hash key, int depth) {
    byte[] path = key.prefix((depth + 1) / 2);
    if ((depth & 1) == 1) {
      path[path.length - 1] &= (byte) 0xF0;
    }
    return new NodeKey(version, depth, path);
  }

  /// The key of the node of `version` one nibble below this one.
  NodeKey child(int nibble, long version) {
    byte[] longer = Arrays.copyOf(path, depth / 2 + 1);
    longer[depth / 2] |= (byte) ((depth & 1) == 0 ? nibble << 4 : nibble);
    return new NodeKey(version, depth + 1, longer);
  }

  public static NodeKey read(BcsReader reader) {
    long version = reader.count64();
    int depth = reader.length(MAX_DEPTH);
    byte[] path = reader.fixed((depth + 1) / 2);
    if ((depth & 1) == 1 && (path[path.length - 1] & 0xF) != 0) {
      throw new MalformedException("path of " + depth + " nibbles has one more");
    }
    return new NodeKey(version, depth, path);
  }

  public void write(BcsWriter writer) {
    writer.u64(version);
    writePlace(writer);
  }

  /// Writes the place alone, without the version.
  public void writePlace(BcsWriter writer) {
    writer.uleb(depth).fixed(path);
  }

  public long version() {
    return version;
  }

  /// How many nibbles the place has: 0 for a root.
  public int depth() {
    return depth;
  }

  /// The key of the node that `version` made at the same place.
  public NodeKey at(long version) {
    return new NodeKey(version, depth, path);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeKey that
        && version == that.version
        && depth == that.depth
        && Arrays.equals(path, that.path);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(path) + depth) + Long.hashCode(version);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("node of version ").append(version).append(" at /");
    for (int i = 0; i < depth; i++) {
      int pair = path[i / 2];
      text.append(Character.forDigit((i & 1) == 0 ? (pair >> 4) & 0xF : pair & 0xF, 16));
    }
    return text.toString();
  }
}
