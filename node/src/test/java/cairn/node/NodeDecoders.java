package cairn.node;

import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.codec.Decoder;
import cairn.codec.Decoders;
import cairn.codec.RandomValues;
import cairn.ledger.Block;
import cairn.ledger.LedgerDecoders;
import cairn.node.upkeep.UpkeepDecoders;
import cairn.quorum.BlockId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The decoders of this module, and random values of what they decode.
final class NodeDecoders {
  private static final Set<String> PARTS =
      Set.of(
          "cairn.node.CompactBlock$Missing.place",
          "cairn.node.RangeSync.decode",
          "cairn.node.upkeep.LedgerFile.decode",
          "cairn.node.upkeep.LedgerFile.header");

  /// A batch of transactions, each as bytes that nobody has looked at.
  record Batch(List<Bytes> transactions) {
    static Batch decode(byte[] bytes) {
      return new Batch(TransactionBatch.decode(bytes).stream().map(Bytes::of).toList());
    }

    byte[] encoded() {
      return new BcsWriter().list(transactions, (w, bytes) -> bytes.write(w)).toByteArray();
    }
  }

  private NodeDecoders() {}

  static List<Decoder> all() {
    List<Decoder> others = new ArrayList<>(UpkeepDecoders.all());
    others.add(
        Decoder.of(
            "cairn.node.TransactionBatch.decode", Batch.class, Batch::decode, Batch::encoded));
    return Decoders.of(BlockRanges.class, others, PARTS);
  }

  static RandomValues values(long seed) {
    RandomValues values = LedgerDecoders.values(seed);
    UpkeepDecoders.describe(values);
    return values
        .with(CompactBlock.class, v -> CompactBlock.of(v.of(Block.class)))
        .with(
            CompactBlock.Missing.class,
            v -> {
              TreeSet<Integer> places = new TreeSet<>();
              for (int i = v.length(10); i > 0; i--) {
                places.add(v.length(CompactBlock.MAX_TRANSACTIONS - 1));
              }
              return new CompactBlock.Missing(v.of(BlockId.class), List.copyOf(places));
            });
  }
}
