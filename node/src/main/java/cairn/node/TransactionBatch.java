package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.ledger.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Transactions on the wire: a list, each its bytes with their length before them.
final class TransactionBatch {
  /// A batch is sent when it has this many bytes; the last transaction may go above it.
  static final int MAX_BYTES = 256 * 1024;

  static final int MAX_TRANSACTIONS = 4096;

  private TransactionBatch() {}

  /// The bytes of each transaction, not decoded; throws [cairn.codec.MalformedException].
  static List<byte[]> decode(byte[] message) {
    return BcsReader.decode(
        message, reader -> reader.list(MAX_TRANSACTIONS, r -> r.bytes(Transaction.MAX_BYTES)));
  }

  /// As many batches as it takes.
  static List<byte[]> encode(Collection<Transaction> transactions) {
    List<byte[]> messages = new ArrayList<>();
    List<byte[]> batch = new ArrayList<>();
    int bytes = 0;
    for (Transaction transaction : transactions) {
      batch.add(transaction.encoded());
      bytes += transaction.size();
      if (bytes >= MAX_BYTES || batch.size() == MAX_TRANSACTIONS) {
        messages.add(encode(batch, bytes));
        batch.clear();
        bytes = 0;
      }
    }
    if (!batch.isEmpty()) {
      messages.add(encode(batch, bytes));
    }
    return messages;
  }

  private static byte[] encode(List<byte[]> batch, int bytes) {
    return new BcsWriter(bytes + 3 * batch.size() + 5).list(batch, BcsWriter::bytes).toByteArray();
  }
}
