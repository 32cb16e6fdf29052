package cairn.node.upkeep;

import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.quorum.Certificate;
import java.util.Optional;

/// The blocks of a ledger store.
public record StoredSource(LedgerStore store) implements BlockSource {
  @Override
  public Height last() {
    return store.head().height();
  }

  @Override
  public Optional<BlockHeader> header(Height height) {
    return store.header(height);
  }

  @Override
  public Optional<Certificate> finalization(Height height) {
    return store.finalization(height);
  }

  @Override
  public Block block(Height height) {
    return store.block(height).orElseThrow();
  }
}
