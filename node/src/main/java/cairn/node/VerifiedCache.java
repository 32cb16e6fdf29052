package cairn.node;

import cairn.crypto.Hash;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionVerifier;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What the newest verified transactions came to, by the hash of all their bytes. Thread-safe,
/// without locks.
///
/// Each hash has one place, and a newer one with the same place takes it over: forgetting costs
/// only another verification. Large transactions are not kept, so that the cache is bounded by
/// bytes too.
final class VerifiedCache {
  private static final int PLACES = 1 << 15;
  private static final int MAX_BYTES = 2_048;

  private record Entry(Hash hash, TransactionVerifier.Result result) {}

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(PLACES);

  Optional<TransactionVerifier.Result> get(Transaction transaction) {
    Entry entry = entries.getAcquire(place(transaction.hash()));
    return entry != null && entry.hash().equals(transaction.hash())
        ? Optional.of(entry.result())
        : Optional.empty();
  }

  void put(Transaction transaction, TransactionVerifier.Result result) {
    if (transaction.size() <= MAX_BYTES) {
      entries.setRelease(place(transaction.hash()), new Entry(transaction.hash(), result));
    }
  }

  private static int place(Hash hash) {
    return hash.hashCode() & (PLACES - 1);
  }
}
