package cairn.node.upkeep;

import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.StoreException;
import cairn.quorum.Certificate;
import java.util.Optional;

/// Blocks from height 1 on that somebody claims to be final; [LedgerReplay] believes none of it.
/// What cannot be read is a [StoreException] or an [UpkeepException].
public interface BlockSource {
  /// The highest block that it claims to have.
  Height last();

  /// Empty where it has no such block.
  Optional<BlockHeader> header(Height height);

  /// The finalization of the block itself; empty where it is final through a descendant's.
  Optional<Certificate> finalization(Height height);

  /// The block of a header that it has.
  Block block(Height height);
}
