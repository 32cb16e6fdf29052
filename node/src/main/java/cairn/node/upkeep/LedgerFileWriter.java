package cairn.node.upkeep;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// Writes the file of a ledger, which [LedgerFile] reads; docs/upkeep.md has its bytes. Belongs to
/// one thread.
public final class LedgerFileWriter {
  private final OutputStream out;
  private Hash chain = LedgerFile.start();
  private BlockId last;
  private long count;

  private LedgerFileWriter(OutputStream out, BlockId genesis) {
    this.out = out;
    this.last = genesis;
  }

  /// Writes what comes before the blocks.
  public static LedgerFileWriter begin(OutputStream out, Genesis genesis) throws IOException {
    LedgerFileWriter writer = new LedgerFileWriter(out, genesis.genesisBlock().id());
    out.write(LedgerFile.preamble());
    BcsWriter record = new BcsWriter(1024).uleb(LedgerFile.GENESIS);
    genesis.summary().write(record);
    record.list(
        genesis.accounts(),
        (w, account) -> {
          account.key().write(w);
          account.balance().write(w);
        });
    writer.record(record.toByteArray());
    return writer;
  }

  /// Writes the next block; the last one must have a finalization.
  public void block(Block block, Optional<Certificate> finalization) throws IOException {
    if (!block.header().parent().equals(last)) {
      throw new IllegalArgumentException(block + " does not follow the one before");
    }
    BcsWriter record = new BcsWriter(block.size() + 512).uleb(LedgerFile.BLOCK);
    record.bytes(block.encoded());
    record.optional(finalization, (w, certificate) -> certificate.write(w));
    record(record.toByteArray());
    last = block.id();
    count++;
  }

  /// Writes what comes after the blocks; without it the file counts as cut short.
  public void end() throws IOException {
    BcsWriter record = new BcsWriter(64).uleb(LedgerFile.END);
    new Height(count).write(record);
    last.write(record);
    record(record.toByteArray());
    out.flush();
  }

  private void record(byte[] payload) throws IOException {
    chain = LedgerFile.next(chain, payload);
    out.write(new BcsWriter(4).u32(payload.length).toByteArray());
    out.write(payload);
    out.write(chain.bytes());
  }
}
