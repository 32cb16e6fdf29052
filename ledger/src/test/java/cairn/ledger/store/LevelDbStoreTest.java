package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.Disk;
import cairn.disk.RealDisk;
import cairn.disk.SimulatedDisk;
import cairn.disk.SimulatedDisk.CrashMode;
import cairn.disk.SimulatedDisk.Fault;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelDbStoreTest {
  private static final String DB = "ledger";
  private static final int SMALL_LOG = 1 << 16;
  private static final int ENTRIES = 7;

  /// A batch of a few entries, each naming the batch, of a few kB in all.
  private static WriteBatch batch(int number) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < ENTRIES; i++) {
      batch.put(key(number, i), value(number, i));
    }
    return batch;
  }

  private static byte[] key(int number, int entry) {
    // Entries of all batches mixed, so that tables overlap and compactions have work.
    return ByteBuffer.allocate(8).putInt(number * 0x9E3779B1 ^ entry).putInt(number).array();
  }

  private static byte[] value(int number, int entry) {
    byte[] value = new byte[300 + 100 * entry];
    new Random(31L * number + entry).nextBytes(value);
    return value;
  }

  /// How many entries of the batch are there; fails on a wrong value.
  private static int found(KeyValueStore store, int number) {
    int found = 0;
    for (int i = 0; i < ENTRIES; i++) {
      byte[] expected = value(number, i);
      found +=
          store
              .get(key(number, i))
              .map(value -> {
                assertTrue(Arrays.equals(expected, value), "a wrong value");
                return 1;
              })
              .orElse(0);
    }
    return found;
  }

  private static void assertWholeBatches(Disk disk, int acknowledged, int begun, String when) {
    try (KeyValueStore store = LevelDbStore.open(disk, DB, SMALL_LOG)) {
      for (int number = 0; number < begun; number++) {
        int found = found(store, number);
        assertTrue(found == ENTRIES || found == 0, when + ": part of batch " + number);
        assertTrue(found == ENTRIES || number >= acknowledged, when + ": lost batch " + number);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CrashMode.class)
  void aCrashAtAnyMomentLeavesEachBatchWholeOrAbsentAndKeepsWhatWasAcknowledged(CrashMode mode) {
    SimulatedDisk disk = new SimulatedDisk(5);
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger moments = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
      disk.beforeEachChange(() -> {
        // Not every moment of the quiet stretches between syncs: that takes too long.
        if (moments.incrementAndGet() % 5 == 0) {
          try {
            assertWholeBatches(
                disk.afterCrash(mode), acknowledged.get(), begun.get(), "moment " + moments.get());
          } catch (RuntimeException | AssertionError e) {
            failures.add(e);
          }
        }
      });
      for (int number = 0; number < 90 && failures.isEmpty(); number++) {
        begun.set(number + 1);
        store.write(batch(number));
        acknowledged.set(number + 1);
      }
    }
    disk.beforeEachChange(() -> {});
    failures.forEach(failure -> {
      throw new AssertionError("in " + moments + " moments", failure);
    });
    assertTrue(moments.get() > 180, "only " + moments + " changes");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterAFailedWriteOrSyncNothingIsDoneAndNothingAcknowledgedIsLost(boolean failSync) {
    int failed = 0;
    for (int nth = 1; nth < 200; nth += 9) {
      SimulatedDisk disk = new SimulatedDisk(nth);
      int acknowledged = 0;
      try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
        if (failSync) {
          disk.failSync(nth, Fault.IO_ERROR);
        } else {
          disk.failWrite(nth, Fault.NO_SPACE);
        }
        try {
          while (acknowledged < 100) {
            store.write(batch(acknowledged));
            acknowledged++;
          }
        } catch (StoreException e) {
          failed++;
          assertTrue(e.getMessage().contains("'ledger'"), e.getMessage());
          assertThrows(StoreException.class, () -> store.write(batch(200)));
          assertThrows(StoreException.class, () -> store.get(key(0, 0)));
          assertThrows(
              StoreException.class, () -> store.scan(key(0, 0), key(1, 0), (k, v) -> true));
        }
      }
      assertWholeBatches(
          disk.crash(CrashMode.LOSE_UNSYNCED), acknowledged, acknowledged + 1, "fault " + nth);
    }
    assertTrue(failed > 10, "only " + failed + " faults hit");
  }

  @Test
  void aFullDiskStopsTheStoreAndCostsNothingThatWasAcknowledged() {
    SimulatedDisk disk = new SimulatedDisk(3);
    int acknowledged = 0;
    try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
      disk.limitCapacity(700_000);
      while (true) {
        store.write(batch(acknowledged));
        acknowledged++;
      }
    } catch (StoreException e) {
      assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    }
    disk.limitCapacity(Long.MAX_VALUE);
    assertTrue(acknowledged > 30);
    assertWholeBatches(disk, acknowledged, acknowledged + 1, "full disk");
  }

  @Test
  void neverAnswersAWrongValueFromAFlippedByteOfATable() {
    SimulatedDisk disk = new SimulatedDisk(4);
    try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
      for (int number = 0; number < 100; number++) {
        store.write(batch(number));
      }
    }
    String table =
        disk.list(DB).stream().filter(name -> name.endsWith(".ldb")).findFirst().orElseThrow();
    long size = disk.size(DB + "/" + table);
    int noticed = 0;
    for (long position = 0; position < size; position += size / 150) {
      disk.corrupt(DB + "/" + table, position, 0x10);
      noticed += readsThroughDamage(disk) ? 0 : 1;
      disk.corrupt(DB + "/" + table, position, 0x10);
    }
    assertTrue(noticed > 100, "noticed " + noticed);
    assertWholeBatches(disk, 100, 100, "after repair");
  }

  /// Whether all is read in spite of the damage; what is read must be right.
  private static boolean readsThroughDamage(SimulatedDisk disk) {
    SimulatedDisk copy = disk.afterCrash(CrashMode.LOSE_UNSYNCED);
    try (LevelDbStore store = LevelDbStore.open(copy, DB)) {
      boolean whole = true;
      for (int number = 0; number < 100; number++) {
        whole &= found(store, number) == ENTRIES;
      }
      // A scan must not end early at damage as if there were no more.
      int[] count = {0};
      store.scan(
          new byte[0],
          new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1},
          (key, value) -> ++count[0] > 0);
      assertEquals(100 * ENTRIES, count[0]);
      return whole;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void opensNothingWhereNoStoreIs() {
    StoreException e =
        assertThrows(StoreException.class, () -> LevelDbStore.open(new SimulatedDisk(1), DB));

    assertTrue(e.getMessage().contains("'ledger' does not open"), e.getMessage());
  }

  @Test
  void createsNoStoreOverAnother() {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (LevelDbStore store = LevelDbStore.create(disk, DB)) {
      store.write(batch(0));
    }

    assertThrows(StoreException.class, () -> LevelDbStore.create(disk, DB));
    assertWholeBatches(disk, 1, 1, "after the refused create");
  }

  @Test
  void aMissingCurrentFileIsReportedAndNoTableDeleted() {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
      for (int number = 0; number < 60; number++) {
        store.write(batch(number));
      }
    }
    byte[] current = disk.readAll(DB + "/CURRENT");
    disk.delete(DB + "/CURRENT");
    List<String> before = disk.list(DB);

    assertThrows(StoreException.class, () -> LevelDbStore.open(disk, DB));

    assertEquals(before, disk.list(DB));
    disk.replace(DB + "/CURRENT", current);
    assertWholeBatches(disk, 60, 60, "with CURRENT again");
  }

  @Test
  void aMissingTableIsReportedWhenTheStoreOpens() {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
      for (int number = 0; number < 60; number++) {
        store.write(batch(number));
      }
    }
    disk.list(DB).stream()
        .filter(name -> name.endsWith(".ldb"))
        .findFirst()
        .ifPresent(name -> disk.delete(DB + "/" + name));

    assertThrows(StoreException.class, () -> LevelDbStore.open(disk, DB));
  }

  @Test
  void aSecondOpeningIsRefusedAndTheLockStays(@TempDir Path directory) {
    Disk disk = new RealDisk(directory);
    try (LevelDbStore store = LevelDbStore.create(disk, DB)) {
      StoreException e = assertThrows(StoreException.class, () -> LevelDbStore.open(disk, DB));
      assertThrows(StoreException.class, () -> LevelDbStore.open(disk, DB));
      store.write(batch(0));

      assertTrue(e.getMessage().contains("locked by another process"), e.getMessage());
      assertTrue(e.getMessage().contains("no other process runs"), e.getMessage());
    }
    assertTrue(disk.exists(DB + "/LOCK"));
    assertWholeBatches(disk, 1, 1, "after the refused openings");
  }

  @Test
  void keepsAllOverARealDiskThroughManyOpenings(@TempDir Path directory) {
    Disk disk = new RealDisk(directory);
    LevelDbStore.create(disk, DB, SMALL_LOG).close();
    for (int number = 0; number < 60; number++) {
      try (LevelDbStore store = LevelDbStore.open(disk, DB, SMALL_LOG)) {
        store.write(batch(2 * number));
        store.write(batch(2 * number + 1));
      }
    }
    assertWholeBatches(disk, 120, 120, "at the end");
    assertFalse(disk.list(DB).isEmpty());
  }

  @Test
  void anInterruptedWriterLosesNothing(@TempDir Path directory) {
    Disk disk = new RealDisk(directory);
    try (LevelDbStore store = LevelDbStore.create(disk, DB, SMALL_LOG)) {
      for (int number = 0; number < 60; number++) {
        Thread.currentThread().interrupt();
        store.write(batch(number));
        found(store, number / 2);
      }
      assertTrue(Thread.interrupted());
    }
    assertWholeBatches(disk, 60, 60, "after interrupts");
  }
}
