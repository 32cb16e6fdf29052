package cairn.ledger.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes that are written together, in order: a later one of the same key wins. It keeps the
/// arrays that it is given, which nobody may change before the batch is written; a store copies
/// them. Confined to one thread.
public final class WriteBatch {
  private final List<byte[]> keys = new ArrayList<>();
  private final List<Optional<byte[]>> values = new ArrayList<>();
  private long bytes;

  public WriteBatch put(byte[] key, byte[] value) {
    keys.add(key);
    values.add(Optional.of(value));
    bytes += key.length + value.length;
    return this;
  }

  public WriteBatch delete(byte[] key) {
    keys.add(key);
    values.add(Optional.empty());
    bytes += key.length;
    return this;
  }

  public int size() {
    return keys.size();
  }

  /// The bytes of all keys and values.
  public long bytes() {
    return bytes;
  }

  /// The key of the change at a place.
  byte[] key(int index) {
    return keys.get(index);
  }

  /// The new value of the change at a place; empty if it is a deletion.
  Optional<byte[]> value(int index) {
    return values.get(index);
  }
}
