package cairn.ledger;

import cairn.crypto.PublicKey;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What the [NaiveLedger] keeps under a name, in types of its own: big integers, and hex text for
/// hashes and bytes.
sealed interface NaiveEntry {
  /// A deposit, and whom it goes back to.
  record Reserved(PublicKey payer, BigInteger units) {}

  Optional<Reserved> reserved();

  /// An account. Without members its own key signs.
  record Purse(
      BigInteger nonce,
      BigInteger balance,
      long threshold,
      SortedMap<PublicKey, Integer> members,
      Optional<Reserved> reserved)
      implements NaiveEntry {
    Purse with(BigInteger newBalance) {
      return new Purse(nonce, newBalance, threshold, members, reserved);
    }
  }

  /// An asset.
  record Coin(
      PublicKey issuer, String symbol, int decimals, BigInteger supply, Optional<Reserved> reserved)
      implements NaiveEntry {
    Coin with(BigInteger newSupply) {
      return new Coin(issuer, symbol, decimals, newSupply, reserved);
    }
  }

  /// What an account has of an asset.
  record Held(BigInteger units, Optional<Reserved> reserved) implements NaiveEntry {}

  /// A record.
  record Note(String value, long time, Optional<Reserved> reserved) implements NaiveEntry {}

  /// An escrow; `asset` is empty for the native one.
  record Parked(
      PublicKey opener,
      PublicKey recipient,
      String asset,
      BigInteger units,
      String hash,
      long deadline,
      Optional<Reserved> reserved)
      implements NaiveEntry {}

  /// A lease of a lock.
  record Lease(PublicKey holder, BigInteger token, long until) {}

  /// A lock.
  record Latch(List<PublicKey> allowed, Optional<Lease> lease, Optional<Reserved> reserved)
      implements NaiveEntry {}

  /// The last fencing token.
  record Counter(BigInteger value) implements NaiveEntry {
    @Override
    public Optional<Reserved> reserved() {
      return Optional.empty();
    }
  }
}
