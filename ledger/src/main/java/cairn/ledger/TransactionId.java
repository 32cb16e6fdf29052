package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;

/// The identity of a transaction: the hash of genesis hash and body. Signatures are no part of it,
/// so that signing again never makes a second payment.
public record TransactionId(Hash hash) implements Comparable<TransactionId> {
  private static final String TAG = "cairn.transaction-id";

  /// What names the payment of that body on the network of that genesis.
  public static TransactionId of(Hash genesis, TransactionBody body) {
    return of(genesis, body.encoded());
  }

  static TransactionId of(Hash genesis, byte[] body) {
    return new TransactionId(Hash.tagged(TAG, genesis.bytes(), body));
  }

  /// Parses 64 hex digits; throws [IllegalArgumentException] for anything else.
  public static TransactionId parse(String hex) {
    return new TransactionId(Hash.parse(hex));
  }

  public static TransactionId read(BcsReader reader) {
    return new TransactionId(Hash.read(reader));
  }

  public void write(BcsWriter writer) {
    hash.write(writer);
  }

  @Override
  public int compareTo(TransactionId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
