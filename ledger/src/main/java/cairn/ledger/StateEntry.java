package cairn.ledger;

import cairn.codec.BcsWriter;
import java.util.Optional;

/// A state entry that an operation made and may delete, besides accounts.
public sealed interface StateEntry permits Asset, Holding, StoredRecord, Escrow, Lock {
  void write(BcsWriter writer);

  /// What goes back when the entry is deleted.
  Optional<Deposit> deposit();

  default byte[] encoded() {
    BcsWriter writer = new BcsWriter(128);
    write(writer);
    return writer.toByteArray();
  }
}
