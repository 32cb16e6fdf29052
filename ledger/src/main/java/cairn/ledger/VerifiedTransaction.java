package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.List;

/// A transaction of sound structure whose bytes are signed by the keys that it names. Only
/// [TransactionVerifier] makes one. Whether those keys suffice for the sender's account is decided
/// at execution.
public final class VerifiedTransaction implements TransactionVerifier.Result {
  private final Transaction transaction;
  private final TransactionId id;
  private final List<PublicKey> signers;

  VerifiedTransaction(Transaction transaction, TransactionId id) {
    this.transaction = transaction;
    this.id = id;
    this.signers = transaction.signatures().stream().map(TransactionSignature::key).toList();
  }

  public Transaction transaction() {
    return transaction;
  }

  public TransactionBody body() {
    return transaction.body();
  }

  public TransactionId id() {
    return id;
  }

  /// The keys whose signatures hold, in ascending order.
  public List<PublicKey> signers() {
    return signers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedTransaction that
        && id.equals(that.id)
        && transaction.equals(that.transaction);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "VerifiedTransaction[" + id + "]";
  }
}
