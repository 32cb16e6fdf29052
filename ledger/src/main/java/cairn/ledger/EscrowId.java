package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;

/// The identity of an escrow: the hash of the transaction that opened it and of the operation's
/// place in it.
public record EscrowId(Hash hash) implements Comparable<EscrowId> {
  private static final String TAG = "cairn.escrow";

  public static EscrowId of(TransactionId transaction, int operation) {
    return new EscrowId(
        Hash.tagged(
            TAG, transaction.hash().bytes(), new BcsWriter(4).u32(operation).toByteArray()));
  }

  public static EscrowId read(BcsReader reader) {
    return new EscrowId(Hash.read(reader));
  }

  public void write(BcsWriter writer) {
    hash.write(writer);
  }

  @Override
  public int compareTo(EscrowId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
