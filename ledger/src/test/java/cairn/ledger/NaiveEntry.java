package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.quorum.Evidence;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// What the [NaiveLedger] keeps under a name, in types of its own: big integers, and hex text for
/// hashes and bytes.
sealed interface NaiveEntry {
  /// A deposit, and whom it goes back to.
  record Reserved(PublicKey payer, BigInteger units) {}

  default Optional<Reserved> reserved() {
    return Optional.empty();
  }

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
  record Counter(BigInteger value) implements NaiveEntry {}

  /// The network's numbers, by their names.
  record Numbers(SortedMap<String, BigInteger> values) implements NaiveEntry {}

  /// What a validator is besides its key.
  record Seat(String name, BigInteger power, PublicKey operator) {}

  /// The validators of an epoch.
  record Council(BigInteger epoch, SortedMap<PublicKey, Seat> seats) implements NaiveEntry {}

  /// A change and who approved it.
  record Wish(Change change, SortedSet<PublicKey> operators) {}

  /// The changes of an epoch that have not happened, the one that has waited longest first.
  record Wishes(BigInteger epoch, List<Wish> open) implements NaiveEntry {}

  /// The protocol below a height, and from it on.
  record Schedule(int before, int next, BigInteger from) implements NaiveEntry {}

  /// An equivocation.
  record Reported(Evidence evidence, PublicKey reporter, long time) implements NaiveEntry {}
}
