package cairn.node.upkeep;

import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.SalvagedBlocks;
import cairn.quorum.Certificate;
import java.util.Optional;

/// The blocks of a store that may be damaged.
public record SalvagedSource(SalvagedBlocks blocks) implements BlockSource {
  @Override
  public Height last() {
    return blocks.last().orElse(Height.ZERO);
  }

  @Override
  public Optional<BlockHeader> header(Height height) {
    return blocks.header(height);
  }

  @Override
  public Optional<Certificate> finalization(Height height) {
    return blocks.finalization(height);
  }

  @Override
  public Block block(Height height) {
    return blocks.block(height);
  }
}
