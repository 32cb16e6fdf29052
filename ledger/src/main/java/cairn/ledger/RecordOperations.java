package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.Optional;

/// Records: bytes under names of the sender's. Confined to one thread.
final class RecordOperations {
  private final WorkingState state;
  private final Balances balances;
  private final Timestamp now;

  RecordOperations(WorkingState state, Balances balances, Timestamp now) {
    this.state = state;
    this.balances = balances;
    this.now = now;
  }

  Optional<OperationFailure> put(PublicKey sender, Operation.PutRecord put) {
    StateKey key = new StateKey.Stored(sender, put.name());
    Optional<StoredRecord> before = state.read(key).map(StoredRecord::decode);
    Optional<Deposit> deposit =
        before.isPresent() ? before.get().deposit() : balances.depositOf(sender);
    state.set(key, Optional.of(new StoredRecord(put.value(), now, deposit).encoded()));
    return before.isPresent() ? Optional.empty() : balances.reserve(sender);
  }

  Optional<OperationFailure> delete(PublicKey sender, Operation.DeleteRecord delete) {
    StateKey key = new StateKey.Stored(sender, delete.name());
    Optional<StoredRecord> before = state.read(key).map(StoredRecord::decode);
    if (before.isEmpty()) {
      return Optional.of(new OperationFailure.RecordNotFound(delete.name()));
    }
    state.set(key, Optional.empty());
    balances.release(before.get().deposit());
    return Optional.empty();
  }
}
