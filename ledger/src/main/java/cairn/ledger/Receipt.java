package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;

/// What became of a transaction that stands in a block. Either way its fee is paid and its nonce
/// used.
public sealed interface Receipt {
  /// All operations happened.
  record Succeeded() implements Receipt {}

  /// None of the operations happened, because the one at the place `operation` (from 0) failed.
  record Failed(int operation, OperationFailure reason) implements Receipt {
    public Failed {
      if (operation < 0 || operation >= TransactionBody.MAX_OPERATIONS) {
        throw new IllegalArgumentException("no operation has the place " + operation);
      }
    }
  }

  static Receipt read(BcsReader reader) {
    return switch (reader.variant(2)) {
      case 0 -> new Succeeded();
      default -> {
        int operation = reader.length(TransactionBody.MAX_OPERATIONS - 1);
        yield new Failed(operation, OperationFailure.read(reader));
      }
    };
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case Succeeded _ -> writer.uleb(0);
      case Failed(int operation, OperationFailure reason) -> {
        writer.uleb(1).uleb(operation);
        reason.write(writer);
      }
    }
  }

  default byte[] encoded() {
    BcsWriter writer = new BcsWriter(24);
    write(writer);
    return writer.toByteArray();
  }
}
