package cairn.node;

import cairn.crypto.Hash;
import cairn.ledger.Amount;
import cairn.ledger.TransactionId;
import cairn.ledger.VerifiedTransaction;
import java.util.Comparator;

/// One waiting transaction, guarded by its [Mempool]'s lock.
final class MempoolEntry {
  /// The price of a transaction that offers the least fee.
  static final long LEAST_PRICE = 1000;

  /// The dearest first; of equal ones the one that came first.
  static final Comparator<MempoolEntry> DEAREST_FIRST =
      Comparator.comparingLong((MempoolEntry entry) -> -entry.price)
          .thenComparingLong(entry -> entry.sequence);

  static final Comparator<MempoolEntry> FIRST_TO_EXPIRE =
      Comparator.comparingLong((MempoolEntry entry) -> entry.validUntil())
          .thenComparingLong(entry -> entry.sequence);

  final VerifiedTransaction transaction;
  final MempoolSender sender;

  /// The fee in thousandths of the least fee of such a transaction, so that large and small ones
  /// compare.
  final long price;

  /// The order of arrival.
  final long sequence;

  /// By the monotonic clock.
  long passedOnNanos;

  /// No nonce is missing between the account's and this one.
  boolean isReady;

  /// It stands in a notarized block that is not final yet.
  boolean isCarried;

  MempoolEntry(
      VerifiedTransaction transaction,
      MempoolSender sender,
      Amount leastFee,
      long sequence,
      long nowNanos) {
    this.transaction = transaction;
    this.sender = sender;
    this.price = price(fee(transaction), leastFee);
    this.sequence = sequence;
    this.passedOnNanos = nowNanos;
  }

  TransactionId id() {
    return transaction.id();
  }

  Hash hash() {
    return transaction.transaction().hash();
  }

  long nonce() {
    return transaction.body().nonce();
  }

  Amount fee() {
    return fee(transaction);
  }

  int size() {
    return transaction.transaction().size();
  }

  long validUntil() {
    return transaction.body().validUntil().millis();
  }

  boolean isDue() {
    return isReady && !isCarried;
  }

  static long price(Amount fee, Amount leastFee) {
    if (leastFee.isZero()) {
      return fee.units() < 0 ? Long.MAX_VALUE : fee.units();
    }
    long perThousand =
        Math.unsignedMultiplyHigh(fee.units(), LEAST_PRICE) != 0
            ? Long.MAX_VALUE
            : Long.divideUnsigned(fee.units() * LEAST_PRICE, leastFee.units());
    return perThousand < 0 ? Long.MAX_VALUE : perThousand;
  }

  private static Amount fee(VerifiedTransaction transaction) {
    return transaction.body().fee();
  }
}
