package cairn.ledger.store;

/// An ordered key-value store that writes whole batches. One thread writes and closes; any thread
/// reads. After a failed write it refuses everything: nobody knows what it holds then, until it is
/// opened again.
public interface KeyValueStore extends KeyValueReader, AutoCloseable {
  /// Writes all of the batch or nothing; it is durable on return.
  void write(WriteBatch batch);

  /// The store as it is now, whatever is written later.
  Snapshot snapshot();

  @Override
  void close();

  /// An unchanging state of the store; to be closed, since the store keeps old values for it.
  interface Snapshot extends KeyValueReader, AutoCloseable {
    @Override
    void close();
  }
}
