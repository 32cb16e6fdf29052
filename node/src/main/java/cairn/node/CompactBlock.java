package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Transaction;
import cairn.quorum.BlockId;
import java.util.List;

/// A block that names its transactions by short ids instead of carrying them: nodes got nearly all
/// of them before. What is missing is asked for by place ([Missing]); if the parts do not make the
/// block that the header commits to, the whole body is.
///
/// After BIP 152 of Bitcoin, without its keyed ids; see [ShortIds].
final class CompactBlock {
  /// What fits the message; a block of the largest size has fewer.
  static final int MAX_TRANSACTIONS = 130_000;

  private final BlockHeader header;
  private final long[] shortIds;

  private CompactBlock(BlockHeader header, long[] shortIds) {
    this.header = header;
    this.shortIds = shortIds;
  }

  static CompactBlock of(Block block) {
    List<Transaction> transactions = block.transactions();
    long[] shortIds = new long[transactions.size()];
    for (int i = 0; i < shortIds.length; i++) {
      shortIds[i] = ShortIds.of(transactions.get(i).hash());
    }
    return new CompactBlock(block.header(), shortIds);
  }

  static CompactBlock decode(byte[] message) {
    return BcsReader.decode(
        message,
        reader -> {
          BlockHeader header = BlockHeader.read(reader);
          int count = reader.length(Math.min(MAX_TRANSACTIONS, reader.remaining() / Long.BYTES));
          long[] shortIds = new long[count];
          for (int i = 0; i < count; i++) {
            shortIds[i] = reader.u64();
          }
          return new CompactBlock(header, shortIds);
        });
  }

  byte[] encoded() {
    BcsWriter writer = new BcsWriter(BlockHeader.BYTES + 5 + Long.BYTES * shortIds.length);
    header.write(writer);
    writer.uleb(shortIds.length);
    for (long shortId : shortIds) {
      writer.u64(shortId);
    }
    return writer.toByteArray();
  }

  BlockHeader header() {
    return header;
  }

  long[] shortIds() {
    return shortIds.clone();
  }

  /// Asks for the transactions at these places of a block, each once, the first first: so no answer
  /// is larger than the block.
  record Missing(BlockId block, List<Integer> places) {
    Missing {
      places = List.copyOf(places);
      for (int i = 1; i < places.size(); i++) {
        if (places.get(i) <= places.get(i - 1)) {
          throw new IllegalArgumentException("places of transactions do not ascend");
        }
      }
    }

    static Missing decode(byte[] message) {
      return BcsReader.decode(
          message,
          reader ->
              new Missing(BlockId.read(reader), reader.list(MAX_TRANSACTIONS, Missing::place)));
    }

    private static int place(BcsReader reader) {
      long place = reader.u32();
      if (place >= MAX_TRANSACTIONS) {
        throw new MalformedException("place " + place + " is in no block");
      }
      return (int) place;
    }

    /// The place beyond all others; 0 if there are none.
    int end() {
      return places.isEmpty() ? 0 : places.getLast() + 1;
    }

    byte[] encoded() {
      BcsWriter writer = new BcsWriter(40 + 4 * places.size());
      block.write(writer);
      return writer.list(places, (w, place) -> w.u32(place)).toByteArray();
    }
  }
}
