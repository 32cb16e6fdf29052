package cairn.node.api;

import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.quorum.BlockId;

/// The newest final block of this node: the context of every read.
public record ChainHead(BlockId id, BlockHeader header) {
  public Height height() {
    return header.height();
  }
}
