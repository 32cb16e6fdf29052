package cairn.ledger.store;

import java.util.Optional;

/// Reads of an ordered key-value store; keys are in unsigned byte order. Safe for any thread. A
/// read that finds damage throws a [StoreException].
public interface KeyValueReader {
  /// The value, which is the caller's own.
  Optional<byte[]> get(byte[] key);

  /// Visits the entries from `from`, inclusive, to `to`, exclusive, in ascending order, until the
  /// visitor has enough.
  void scan(byte[] from, byte[] to, Visitor visitor);

  /// Takes entries of a scan one by one.
  interface Visitor {
    /// Whether to go on. The arrays are the visitor's own.
    boolean visit(byte[] key, byte[] value);
  }
}
