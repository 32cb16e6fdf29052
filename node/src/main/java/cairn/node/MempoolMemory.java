package cairn.node;

import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Why transactions left the mempool otherwise than in a block; the oldest are forgotten. Guarded
/// by the [Mempool]'s lock.
final class MempoolMemory {
  private static final int REMEMBERED = 1 << 15;

  private final LinkedHashMap<TransactionId, TransactionStatus> statuses = new LinkedHashMap<>();

  void remember(TransactionId id, TransactionStatus status) {
    if (statuses.size() >= REMEMBERED) {
      statuses.pollFirstEntry();
    }
    statuses.put(id, status);
  }

  void forget(TransactionId id) {
    statuses.remove(id);
  }

  Optional<TransactionStatus> status(TransactionId id) {
    return Optional.ofNullable(statuses.get(id));
  }
}
