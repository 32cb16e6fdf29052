package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;

/// The identity of a transaction: the hash of genesis hash and body. Signatures are no part of it,
/// so that signing again never makes a second payment.
public record TransactionId(Hash hash) implements Comparable<TransactionId> {
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
