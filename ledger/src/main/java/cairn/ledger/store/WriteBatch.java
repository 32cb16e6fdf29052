package cairn.ledger.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes that are written together, in order: a later one of the same key wins. It copies what it
/// is given, because LevelDB's port keeps the arrays that it gets. Confined to one thread.
public final class WriteBatch {
  private final List<byte[]> keys = new ArrayList<>();
  private final List<Optional<byte[]>> values = new ArrayList<>();

  public WriteBatch put(byte[] key, byte[] value) {
    keys.add(key.clone());
    values.add(Optional.of(value.clone()));
    return this;
  }

  public WriteBatch delete(byte[] key) {
    keys.add(key.clone());
    values.add(Optional.empty());
    return this;
  }

  public int size() {
    return keys.size();
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
