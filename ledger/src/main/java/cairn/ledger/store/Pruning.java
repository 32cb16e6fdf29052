package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Height;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import java.util.List;

/// Forgets the bodies of old blocks: their transactions, receipts, and what indexes them. Headers,
/// block ids, markers and certificates stay, so that every block can still be proved, and so does
/// genesis. The committing thread prunes, any thread asks.
///
/// The floor is raised first, durably, and nothing below it is answered from then on; then the
/// entries are deleted, a bounded batch at a time, each of which says how far it came. So a crash
/// at any moment leaves entries that nobody is given, and the next call deletes them.
final class Pruning {
  /// So many bytes of keys are deleted at once.
  private static final long BATCH_BYTES = 512 << 10;

  /// @param earliest the lowest height, genesis apart, whose body is kept; 0 while all are
  /// @param swept the bodies below it are deleted
  private record Floor(Height earliest, Height swept) {
    static final Floor NONE = new Floor(Height.ZERO, new Height(1));

    static Floor read(BcsReader reader) {
      return new Floor(Height.read(reader), Height.read(reader));
    }

    boolean isReached() {
      return !swept.isBefore(earliest);
    }
  }

  private final KeyValueStore store;
  private final CheckedValues values;
  private final StoredBlocks blocks;
  private final Hash genesis;
  private volatile Floor floor;

  Pruning(KeyValueStore store, StoredBlocks blocks, Hash genesis) {
    this.store = store;
    this.values = new CheckedValues(store);
    this.blocks = blocks;
    this.genesis = genesis;
    this.floor = values.get(Layout.FLOOR, Floor::read).orElse(Floor.NONE);
  }

  static Height earliest(CheckedValues values) {
    return values.get(Layout.FLOOR, Floor::read).orElse(Floor.NONE).earliest();
  }

  /// The lowest height, genesis apart, whose body is kept; 0 while all are.
  Height earliest() {
    return floor.earliest();
  }

  /// Whether the body of a block at or below the head was not forgotten.
  boolean isKept(Height height) {
    return height.equals(Height.ZERO) || !height.isBefore(floor.earliest());
  }

  /// Raises the floor to `earliest` if it is lower, and deletes bodies of at most `most` blocks
  /// below it; whether all below it are deleted.
  boolean prune(Height earliest, int most) {
    if (earliest.isAfter(floor.earliest()) && earliest.isAfter(new Height(1))) {
      write(new WriteBatch(), new Floor(earliest, floor.swept()));
    }
    Floor now = floor;
    Height end = new Height(Math.min(now.earliest().number(), now.swept().number() + most));
    Height next = now.swept();
    while (next.isBefore(end)) {
      WriteBatch batch = new WriteBatch();
      while (next.isBefore(end) && batch.bytes() < BATCH_BYTES) {
        delete(next, batch);
        next = next.next();
      }
      write(batch, new Floor(now.earliest(), next));
    }
    return floor.isReached();
  }

  private void write(WriteBatch batch, Floor after) {
    BcsWriter writer = new BcsWriter(16);
    after.earliest().write(writer);
    after.swept().write(writer);
    CheckedValues.put(batch, Layout.FLOOR, writer.toByteArray());
    store.write(batch);
    floor = after;
  }

  private void delete(Height height, WriteBatch batch) {
    List<Transaction> transactions = blocks.transactions(height);
    for (int i = 0; i < transactions.size(); i++) {
      Place place = new Place(height, i);
      TransactionId id = transactions.get(i).id(genesis);
      for (PublicKey account : blocks.concerned(transactions.get(i), id)) {
        batch.delete(Layout.accountEntry(account, place));
      }
      batch.delete(Layout.transaction(id));
    }
    for (int i = 0; i < transactions.size(); i += Layout.CHUNK) {
      batch.delete(Layout.transactions(height, i / Layout.CHUNK));
    }
    batch.delete(Layout.chunkTops(height));
    batch.delete(Layout.receipts(height));
  }
}
