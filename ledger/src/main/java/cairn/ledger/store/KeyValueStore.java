package cairn.ledger.store;

import java.util.Optional;

/// An ordered key-value store that writes whole batches; keys are in unsigned byte order. One
/// thread writes and closes, any thread reads. A read that finds damage throws a [StoreException].
/// After a failed write the store refuses everything: nobody knows what it holds then, until it is
/// opened again.
public interface KeyValueStore extends AutoCloseable {
  /// The value, which is the caller's own.
  Optional<byte[]> get(byte[] key);

  /// Visits the entries from `from`, inclusive, to `to`, exclusive, in ascending order, until the
  /// visitor has enough.
  void scan(byte[] from, byte[] to, Visitor visitor);

  /// Writes all of the batch or nothing; it is durable on return.
  void write(WriteBatch batch);

  @Override
  void close();

  /// Takes entries of a scan one by one.
  interface Visitor {
    /// Whether to go on. The arrays are the visitor's own.
    boolean visit(byte[] key, byte[] value);
  }
}
