package cairn.ledger.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A memory store that remembers each batch, to make again a store that lost one of them, as
/// LevelDB does where its log is damaged.
final class RecordingStore implements KeyValueStore {
  final List<WriteBatch> batches = new ArrayList<>();
  private final MemoryStore memory = new MemoryStore();

  /// A store with the batches up to `end`, without the one at `lost`.
  static RecordingStore without(int lost, List<WriteBatch> batches) {
    RecordingStore store = new RecordingStore();
    for (int i = 0; i < batches.size(); i++) {
      if (i != lost) {
        store.memory.write(batches.get(i));
      }
    }
    return store;
  }

  static RecordingStore of(List<WriteBatch> batches) {
    return without(-1, batches);
  }

  /// All entries, in order.
  TreeMap<byte[], byte[]> entries() {
    TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    memory.scan(new byte[0], new byte[] {-1}, (key, value) -> entries.put(key, value) == null);
    return entries;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return memory.get(key);
  }

  @Override
  public void scan(byte[] from, byte[] to, Visitor visitor) {
    memory.scan(from, to, visitor);
  }

  @Override
  public void write(WriteBatch batch) {
    memory.write(batch);
    batches.add(batch);
  }

  @Override
  public void close() {}
}
