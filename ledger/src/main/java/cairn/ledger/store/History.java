package cairn.ledger.store;

import cairn.crypto.Hash;
import cairn.crypto.MerkleProof;
import cairn.ledger.Height;
import java.util.List;

/// The nodes of the Merkle mountain range over the ids of all blocks. A block's entry has those
/// that its id completed, two on average, and is written in the block's batch: so what a gap loses
/// is written again with its block, and what stands above the head is never read. Safe for any
/// thread.
final class History implements MerkleProof.PerfectTrees {
  private final CheckedValues values;

  History(CheckedValues values) {
    this.values = values;
  }

  @Override
  public Hash top(int level, long index) {
    Height completed = new Height(((index + 1) << level) - 1);
    List<Hash> nodes = nodes(completed);
    if (level >= nodes.size()) {
      throw CheckedValues.damaged("block " + completed + " lacks nodes of the history");
    }
    return nodes.get(level);
  }

  List<Hash> nodes(Height height) {
    return values.require(
        Layout.historyNodes(height), reader -> reader.list(Long.SIZE, Hash::read));
  }

  /// The hashes from a block's id up to the history root of a block above it.
  List<Hash> path(Height block, Height above) {
    return MerkleProof.of(block.number(), above.number(), this).path();
  }

  /// What the entry of the block must hold, made of those below it.
  List<Hash> expected(Height block, Hash id) {
    return MerkleProof.completed(id.bytes(), block.number(), this);
  }
}
