package cairn.ledger.store;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// A store in memory, for tests and simulations. Of a batch that is being written, other threads
/// may see some changes before others.
public final class MemoryStore implements KeyValueStore {
  private final ConcurrentSkipListMap<byte[], byte[]> entries =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  @Override
  public Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(entries.get(key)).map(byte[]::clone);
  }

  @Override
  public void scan(byte[] from, byte[] to, Visitor visitor) {
    if (Arrays.compareUnsigned(from, to) >= 0) {
      return;
    }
    for (Map.Entry<byte[], byte[]> entry : entries.subMap(from, to).entrySet()) {
      if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
        return;
      }
    }
  }

  @Override
  public void write(WriteBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      byte[] key = batch.key(i).clone();
      batch
          .value(i)
          .ifPresentOrElse(value -> entries.put(key, value.clone()), () -> entries.remove(key));
    }
  }

  @Override
  public void close() {}
}
