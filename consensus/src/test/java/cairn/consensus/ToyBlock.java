package cairn.consensus;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.util.List;

/// The body of a block of the simulation's toy ledger: payments are numbers, each of which may
/// stand in a chain once.
record ToyBlock(View view, BlockId parent, long height, List<Long> payments) {
  private static final int MAX_PAYMENTS = 10_000;

  ToyBlock {
    payments = List.copyOf(payments);
  }

  byte[] encoded() {
    BcsWriter writer = new BcsWriter();
    view.write(writer);
    parent.write(writer);
    writer.u64(height).list(payments, (w, payment) -> w.u64(payment));
    return writer.toByteArray();
  }

  static ToyBlock decode(byte[] body) {
    return BcsReader.decode(
        body,
        reader ->
            new ToyBlock(
                View.read(reader),
                BlockId.read(reader),
                reader.count64(),
                reader.list(MAX_PAYMENTS, BcsReader::count64)));
  }

  BlockId id() {
    return new BlockId(Hash.tagged("test.toy-block", encoded()));
  }
}
