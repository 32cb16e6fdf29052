package cairn.node.upkeep;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.Decoder;
import cairn.codec.RandomValues;
import cairn.ledger.Genesis;
import cairn.ledger.TestNetwork;
import java.util.List;

/// The decoders of ledger files.
public final class UpkeepDecoders {
  private UpkeepDecoders() {}

  public static List<Decoder> all() {
    return List.of(
        Decoder.of(
            "cairn.node.upkeep.LedgerFile.genesis",
            Genesis.class,
            bytes -> BcsReader.decode(bytes, LedgerFile::genesis),
            UpkeepDecoders::bytes),
        Decoder.of(
            "cairn.node.upkeep.LedgerFile.entry",
            LedgerFile.Entry.class,
            bytes -> BcsReader.decode(bytes, LedgerFile::entry),
            UpkeepDecoders::bytes));
  }

  public static void describe(RandomValues values) {
    values.with(Genesis.class, v -> TestNetwork.of(v.length(5)).genesis());
  }

  private static byte[] bytes(Genesis genesis) {
    BcsWriter writer = new BcsWriter().uleb(LedgerFile.GENESIS);
    genesis.summary().write(writer);
    writer.list(
        genesis.accounts(),
        (w, account) -> {
          account.key().write(w);
          account.balance().write(w);
        });
    return writer.toByteArray();
  }

  private static byte[] bytes(LedgerFile.Entry entry) {
    return new BcsWriter()
        .uleb(LedgerFile.BLOCK)
        .bytes(entry.block().encoded())
        .optional(entry.finalization(), (w, certificate) -> certificate.write(w))
        .toByteArray();
  }
}
