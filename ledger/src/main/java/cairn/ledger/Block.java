package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.quorum.BlockId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A header and the transactions that it commits to. Nothing in it is verified. Immutable; its id
/// is computed once.
///
/// Encoded as the header, the number of transactions, and each transaction's bytes with their
/// length before them, so that transactions can be cut out without being decoded.
public final class Block {
  /// No network may allow more in its [Parameters]: a block must fit a message of 16 MiB, with what
  /// a message says besides.
  public static final int MAX_BYTES = 15 * 1024 * 1024;

  private static final int MAX_TRANSACTIONS = 1_000_000;

  private final BlockHeader header;
  private final List<Transaction> transactions;
  private @Nullable BlockId id;

  public Block(BlockHeader header, List<Transaction> transactions) {
    this.header = header;
    this.transactions = List.copyOf(transactions);
  }

  /// Throws [MalformedException] naming the broken rule.
  public static Block decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("block of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, Block::read);
  }

  private static Block read(BcsReader reader) {
    BlockHeader header = BlockHeader.read(reader);
    List<Transaction> transactions =
        reader.list(MAX_TRANSACTIONS, r -> Transaction.decode(r.bytes(Transaction.MAX_BYTES)));
    return new Block(header, transactions);
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(size());
    header.write(writer);
    writer.list(transactions, (w, transaction) -> transaction.write(w));
    return writer.toByteArray();
  }

  public BlockHeader header() {
    return header;
  }

  public List<Transaction> transactions() {
    return transactions;
  }

  public BlockId id() {
    // Two threads may both compute it: they come to the same immutable value.
    BlockId known = id;
    if (known == null) {
      known = header.id();
      id = known;
    }
    return known;
  }

  public Height height() {
    return header.height();
  }

  /// The number of bytes of the encoding.
  public int size() {
    int size = BlockHeader.BYTES + lengthBytes(transactions.size());
    for (Transaction transaction : transactions) {
      size = Math.addExact(size, sizeInBlock(transaction));
    }
    return size;
  }

  public int operations() {
    int operations = 0;
    for (Transaction transaction : transactions) {
      operations += transaction.body().operations().size();
    }
    return operations;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Block that
        && header.equals(that.header)
        && transactions.equals(that.transactions);
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    return "Block["
        + id().hash().abbreviated()
        + ", height "
        + header.height()
        + ", "
        + transactions.size()
        + " transactions]";
  }

  /// The bytes that a transaction takes in a block's encoding.
  static int sizeInBlock(Transaction transaction) {
    return lengthBytes(transaction.size()) + transaction.size();
  }

  /// The bytes of a length in ULEB128.
  static int lengthBytes(int length) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(length);
    return Math.max(1, (bits + 6) / 7);
  }
}
