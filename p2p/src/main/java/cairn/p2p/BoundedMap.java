package cairn.p2p;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that forgets the key that was used the longest time ago when it gets too large. For what
/// is worth remembering and can be learned again. Not thread-safe.
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int maxSize;

  BoundedMap(int maxSize) {
    super(16, 0.75f, true);
    this.maxSize = maxSize;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > maxSize;
  }
}
