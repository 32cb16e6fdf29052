package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The state entry of a lock: who besides its owner may take it, and who has it.
///
/// The lease is in block time, which the holder cannot read exactly; it stops by its own monotonic
/// clock at the moment before it submitted + lease - margin. Whoever acts for a holder passes the
/// fencing token on, and what it acts on refuses a token below the highest that it has seen.
///
/// @param allowed in strictly ascending order
public record Lock(List<PublicKey> allowed, Optional<Lease> lease, Optional<Deposit> deposit)
    implements StateEntry {
  public static final int MAX_ALLOWED = 32;
  public static final Duration MAX_LEASE = Duration.ofDays(7);

  /// @param token from the ledger-wide counter, which only grows: a later holder's is higher
  /// @param until the last block time of the lease
  public record Lease(PublicKey holder, long token, Timestamp until) {
    public Lease {
      requireToken(token);
    }

    static Lease read(BcsReader reader) {
      return new Lease(PublicKey.read(reader), reader.count64(), Timestamp.read(reader));
    }

    void write(BcsWriter writer) {
      holder.write(writer);
      writer.u64(token);
      until.write(writer);
    }
  }

  public Lock {
    allowed = requireAllowed(allowed);
  }

  public static Lock decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader ->
            new Lock(
                reader.list(MAX_ALLOWED, PublicKey::read),
                reader.optional(Lease::read),
                reader.optional(Deposit::read)));
  }

  @Override
  public void write(BcsWriter writer) {
    writer.list(allowed, (w, key) -> key.write(w));
    writer.optional(lease, (w, value) -> value.write(w));
    writer.optional(deposit, (w, value) -> value.write(w));
  }

  /// The lease that is in force at a block time.
  public Optional<Lease> lease(Timestamp now) {
    return lease.filter(held -> !now.isAfter(held.until()));
  }

  static void requireToken(long token) {
    if (token < 0) {
      throw new IllegalArgumentException("negative fencing token " + token);
    }
  }

  static List<PublicKey> requireAllowed(List<PublicKey> keys) {
    List<PublicKey> copy = List.copyOf(keys);
    if (copy.size() > MAX_ALLOWED) {
      throw new IllegalArgumentException("a lock has at most 32 keys that may take it");
    }
    for (int i = 1; i < copy.size(); i++) {
      if (copy.get(i - 1).compareTo(copy.get(i)) >= 0) {
        throw new IllegalArgumentException("a lock's keys are not in strictly ascending order");
      }
    }
    return copy;
  }
}
