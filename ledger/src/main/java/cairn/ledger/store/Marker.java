package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.ledger.Height;
import cairn.quorum.BlockId;

/// Witness that the whole batch of a block is in the store: it is part of that batch. Its chain
/// covers all blocks before it, so markers of different histories never fit together.
///
/// @param chain hash of the parent's chain and the block id
/// @param written the bytes of all batches up to this one
/// @param settled the lowest height to which the store can still go back
record Marker(Hash chain, BlockId block, long written, Height settled) {
  private static final String TAG = "cairn.store-marker";

  static Hash chain(Hash parent, BlockId block) {
    return Hash.tagged(TAG, parent.bytes(), block.hash().bytes());
  }

  static Marker read(BcsReader reader) {
    return new Marker(
        Hash.read(reader), BlockId.read(reader), reader.count64(), Height.read(reader));
  }

  void write(BcsWriter writer) {
    chain.write(writer);
    block.write(writer);
    writer.u64(written);
    settled.write(writer);
  }

  boolean follows(Marker parent) {
    return chain.equals(chain(parent.chain, block));
  }
}
