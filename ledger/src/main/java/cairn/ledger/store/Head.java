package cairn.ledger.store;

import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.quorum.BlockId;

/// The newest final block that the store has.
public record Head(BlockId id, BlockHeader header) {
  public Height height() {
    return header.height();
  }
}
