package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.ledger.Height;
import cairn.quorum.BlockId;
import java.util.Optional;

/// Witness that the whole batch of a block is in the store: it is part of that batch. Its chain
/// covers all blocks before it, so markers of different histories never fit together.
///
/// @param chain hash of the parent's chain and the block id
/// @param written the bytes of all batches up to this one
/// @param checkpoints what of the state tree is in the store
record Marker(Hash chain, BlockId block, long written, Checkpointed checkpoints) {
  private static final String TAG = "cairn.store-marker";

  /// Which heights' trees are in the store as nodes; see [Checkpoints].
  ///
  /// @param settled the oldest that is kept, and the lowest height that the store can go back to
  /// @param newest the newest
  /// @param next the one whose nodes are being written
  record Checkpointed(Height settled, Height newest, Optional<Height> next) {
    static final Checkpointed GENESIS =
        new Checkpointed(Height.ZERO, Height.ZERO, Optional.empty());
  }

  static Hash chain(Hash parent, BlockId block) {
    return Hash.tagged(TAG, parent.bytes(), block.hash().bytes());
  }

  static Marker read(BcsReader reader) {
    return new Marker(
        Hash.read(reader),
        BlockId.read(reader),
        reader.count64(),
        new Checkpointed(Height.read(reader), Height.read(reader), reader.optional(Height::read)));
  }

  void write(BcsWriter writer) {
    chain.write(writer);
    block.write(writer);
    writer.u64(written);
    checkpoints.settled().write(writer);
    checkpoints.newest().write(writer);
    writer.optional(checkpoints.next(), (w, height) -> height.write(w));
  }

  boolean follows(Marker parent) {
    return chain.equals(chain(parent.chain, block));
  }
}
