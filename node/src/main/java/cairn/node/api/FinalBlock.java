package cairn.node.api;

import cairn.ledger.Block;
import cairn.ledger.Receipt;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.util.List;
import java.util.Optional;

/// A final block with the receipts of its transactions, in their order.
///
/// @param finalization the quorum's signatures that made it final: of this block, or of the nearest
///   descendant that has them; empty for genesis
public record FinalBlock(
    BlockId id, Block block, List<Receipt> receipts, Optional<Certificate> finalization) {
  public FinalBlock {
    receipts = List.copyOf(receipts);
  }
}
