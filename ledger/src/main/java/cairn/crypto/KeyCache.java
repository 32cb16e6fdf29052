package cairn.crypto;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bounded memory of what was computed from public keys. Thread-safe without locks: the table
/// holds immutable entries, and a race between two threads loses at most one of them, which is
/// computed again.
///
/// Each key has two places; a new entry takes the first and moves the old one to the second.
/// Whoever makes keys that collide on purpose makes others compute again, at the price of having
/// his own computed too.
final class KeyCache<V> {
  private static final int WAYS = 2;

  private record Entry<V>(PublicKey key, V value) {}

  private final @Nullable Entry<V>[] entries;
  private final int mask;

  /// A cache of at most `2 << sizeLog2` entries.
  @SuppressWarnings({"unchecked", "rawtypes"})
  KeyCache(int sizeLog2) {
    this.entries = new Entry[WAYS << sizeLog2];
    this.mask = (1 << sizeLog2) - 1;
  }

  Optional<V> get(PublicKey key) {
    int place = place(key);
    for (int way = 0; way < WAYS; way++) {
      Entry<V> entry = entries[place + way];
      if (entry != null && entry.key.equals(key)) {
        return Optional.of(entry.value);
      }
    }
    return Optional.empty();
  }

  void put(PublicKey key, V value) {
    int place = place(key);
    entries[place + 1] = entries[place];
    entries[place] = new Entry<>(key, value);
  }

  private int place(PublicKey key) {
    int spread = key.hashCode() * 0x9E3779B9;
    return ((spread ^ (spread >>> 16)) & mask) * WAYS;
  }
}
