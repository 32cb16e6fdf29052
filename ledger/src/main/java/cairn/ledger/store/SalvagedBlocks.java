package cairn.ledger.store;

import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.quorum.Certificate;
import java.util.Optional;

/// The blocks of a store that may be damaged anywhere: what their entries say, each checked against
/// its checksum and against nothing else. Whoever takes them checks and executes them again, so
/// markers, receipts, indexes and the state may be as damaged as they like. An entry that cannot be
/// read is a [StoreException]. Belongs to one thread.
public final class SalvagedBlocks {
  private final CheckedValues values;
  private final StoredBlocks blocks;

  public SalvagedBlocks(KeyValueStore store, Hash genesis) {
    this.values = new CheckedValues(store);
    this.blocks = new StoredBlocks(values, genesis);
  }

  /// Of which network the store is; empty where that cannot be read.
  public Optional<Hash> genesis() {
    try {
      return values.get(
          Layout.GENESIS,
          reader -> {
            reader.u16();
            return Hash.read(reader);
          });
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  /// The lowest height whose body is kept; 0 while all are.
  public Height earliest() {
    return Pruning.earliest(values);
  }

  /// The height that was written last, as far as the store still knows.
  public Optional<Height> last() {
    return values.get(Layout.END, Height::read);
  }

  public Optional<BlockHeader> header(Height height) {
    return values.get(Layout.header(height), BlockHeader::read);
  }

  public Optional<Certificate> finalization(Height height) {
    return blocks.finalization(height);
  }

  /// The block of a header that is there.
  public Block block(Height height) {
    BlockHeader header = values.require(Layout.header(height), BlockHeader::read);
    return new Block(header, blocks.transactions(height));
  }
}
