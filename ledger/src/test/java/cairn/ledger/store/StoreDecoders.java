package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.Decoder;
import cairn.codec.RandomValues;
import cairn.crypto.Hash;
import cairn.ledger.Transaction;
import cairn.quorum.BlockId;
import java.util.List;

/// The decoders of the store that are of no plain form.
public final class StoreDecoders {
  /// Transactions as a block's are kept.
  record Chunk(List<Transaction> transactions) {
    Chunk {
      transactions = List.copyOf(transactions);
    }

    private byte[] encoded() {
      return new BcsWriter()
          .list(transactions, (w, transaction) -> w.bytes(transaction.encoded()))
          .toByteArray();
    }
  }

  private StoreDecoders() {}

  public static List<Decoder> all() {
    return List.of(
        Decoder.of(
            "cairn.ledger.store.StoredBlocks.chunk",
            Chunk.class,
            bytes -> new Chunk(BcsReader.decode(bytes, StoredBlocks::chunk)),
            Chunk::encoded),
        Decoder.of(
            "cairn.ledger.store.StoredBlocks.indexed",
            StoredBlocks.Indexed.class,
            bytes -> BcsReader.decode(bytes, StoredBlocks::indexed),
            StoreDecoders::bytes));
  }

  private static byte[] bytes(StoredBlocks.Indexed indexed) {
    BcsWriter writer = new BcsWriter();
    indexed.place().height().write(writer);
    return writer
        .u32(indexed.place().index())
        .list(indexed.parties(), (w, key) -> key.write(w))
        .toByteArray();
  }

  public static void describe(RandomValues values) {
    values.with(
        EntryCounts.class,
        v -> {
          BcsWriter writer = new BcsWriter();
          while (writer.size() < EntryCounts.NONE.encoded().length) {
            writer.u64(v.number());
          }
          return EntryCounts.decode(writer.toByteArray());
        });
    values.with(
        Marker.class,
        v ->
            new Marker(
                v.of(Hash.class),
                v.of(BlockId.class),
                v.number(),
                v.of(Marker.Checkpointed.class)));
  }
}
