package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.SimulatedDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every store of ours does, by a map as the model.
class KeyValueStoreTest {
  static List<Named<Supplier<KeyValueStore>>> stores() {
    return List.of(
        Named.of("memory", MemoryStore::new),
        Named.of("LevelDB", () -> LevelDbStore.create(new SimulatedDisk(1), "db", 1 << 16)));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void readsBackWhatTheLastBatchesWrote(Supplier<KeyValueStore> opening) {
    Random random = new Random(1);
    TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    try (KeyValueStore store = opening.get()) {
      for (int round = 0; round < 200; round++) {
        WriteBatch batch = new WriteBatch();
        for (int i = random.nextInt(30); i >= 0; i--) {
          byte[] key = new byte[1 + random.nextInt(2)];
          random.nextBytes(key);
          if (random.nextInt(4) == 0) {
            batch.delete(key);
            model.remove(key);
          } else {
            byte[] value = new byte[random.nextInt(500)];
            random.nextBytes(value);
            batch.put(key, value);
            model.put(key, value);
          }
        }
        store.write(batch);

        byte[] from = new byte[] {(byte) random.nextInt()};
        byte[] to = new byte[] {(byte) random.nextInt()};
        if (Arrays.compareUnsigned(from, to) <= 0) {
          assertSameEntries(model.subMap(from, to), scan(store, from, to));
        }
      }
      for (int key = 0; key < 256; key++) {
        byte[] name = {(byte) key};
        assertArrayEquals(model.get(name), store.get(name).orElse(null));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void keepsWhatWasWrittenWhateverTheCallerDoesToItsArrays(Supplier<KeyValueStore> opening) {
    try (KeyValueStore store = opening.get()) {
      byte[] key = {1};
      byte[] value = {2};
      store.write(new WriteBatch().put(key, value));
      key[0] = 7;
      value[0] = 7;
      store.get(new byte[] {1}).orElseThrow()[0] = 7;
      store.scan(new byte[0], new byte[] {9}, (k, v) -> (k[0] = v[0] = 7) == 7);

      assertArrayEquals(new byte[] {2}, store.get(new byte[] {1}).orElseThrow());
      assertTrue(store.get(new byte[] {7}).isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aScanEndsWhenItsVisitorHasEnough(Supplier<KeyValueStore> opening) {
    try (KeyValueStore store = opening.get()) {
      store.write(
          new WriteBatch().put(new byte[] {1}, new byte[0]).put(new byte[] {2}, new byte[0]));
      List<byte[]> seen = new ArrayList<>();

      store.scan(new byte[] {0}, new byte[] {9}, (key, value) -> !seen.add(key));

      assertEquals(1, seen.size());
    }
  }

  private static void assertSameEntries(Map<byte[], byte[]> expected, Map<byte[], byte[]> found) {
    assertEquals(expected.size(), found.size());
    expected.forEach((key, value) -> assertArrayEquals(value, found.get(key)));
  }

  private static TreeMap<byte[], byte[]> scan(KeyValueStore store, byte[] from, byte[] to) {
    TreeMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
    store.scan(
        from,
        to,
        (key, value) -> {
          assertTrue(found.isEmpty() || Arrays.compareUnsigned(found.lastKey(), key) < 0);
          found.put(key, value);
          return true;
        });
    return found;
  }
}
