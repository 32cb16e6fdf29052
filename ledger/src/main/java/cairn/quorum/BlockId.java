package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;

/// The identity of a block, opaque to consensus: in Cairn the hash of the block's header.
public record BlockId(Hash hash) implements Comparable<BlockId> {
  public static BlockId read(BcsReader reader) {
    return new BlockId(Hash.read(reader));
  }

  public static BlockId parse(String hex) {
    return new BlockId(Hash.parse(hex));
  }

  public void write(BcsWriter writer) {
    hash.write(writer);
  }

  @Override
  public int compareTo(BlockId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
