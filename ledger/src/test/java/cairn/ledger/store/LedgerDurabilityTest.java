package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.SimulatedDisk;
import cairn.disk.SimulatedDisk.CrashMode;
import cairn.disk.SimulatedDisk.Fault;
import cairn.ledger.Height;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The ledger store over LevelDB over a disk that crashes, fails and rots.
class LedgerDurabilityTest {
  private static final String DB = "ledger";
  private static final int SMALL_LOG = 1 << 16;

  /// Keeps what three of those logs hold.
  private static final Checkpoints.Pace PACE = new Checkpoints.Pace(60, 7, 3L * SMALL_LOG, 8);

  private static LedgerStore create(SimulatedDisk disk, TestLedger ledger, int logBytes) {
    return LedgerStore.create(LevelDbStore.create(disk, DB, logBytes), ledger.genesis, PACE);
  }

  private static LedgerStore open(SimulatedDisk disk, TestLedger ledger) {
    LevelDbStore levelDb = LevelDbStore.open(disk, DB, SMALL_LOG);
    try {
      return LedgerStore.open(levelDb, ledger.genesisHash, PACE);
    } catch (StoreException e) {
      levelDb.close();
      throw e;
    }
  }

  @ParameterizedTest
  @EnumSource(CrashMode.class)
  void aCrashAtAnyMomentLosesNoCommittedBlock(CrashMode mode) {
    TestLedger ledger = new TestLedger(1, 30);
    SimulatedDisk disk = new SimulatedDisk(9);
    List<FinalizedBlock> blocks = new ArrayList<>();
    AtomicInteger committed = new AtomicInteger();
    AtomicInteger moments = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    try (LedgerStore store = create(disk, ledger, SMALL_LOG)) {
      disk.beforeEachChange(() -> {
        if (moments.incrementAndGet() % 8 == 0) {
          try {
            assertOpensAtItsEnd(disk.afterCrash(mode), ledger, blocks, committed.get());
          } catch (RuntimeException | AssertionError e) {
            failures.add(e);
          }
        }
      });
      while (committed.get() < 60 && failures.isEmpty()) {
        FinalizedBlock block = ledger.next(store, ledger.transfers(15));
        blocks.add(block);
        store.commit(block);
        committed.incrementAndGet();
      }
      disk.beforeEachChange(() -> {});
    }
    for (Throwable failure : failures) {
      throw new AssertionError("at moment " + moments, failure);
    }
    assertTrue(moments.get() > 130, "only " + moments + " changes");
  }

  private static void assertOpensAtItsEnd(
      SimulatedDisk disk, TestLedger ledger, List<FinalizedBlock> blocks, int committed) {
    try (LedgerStore store = open(disk, ledger)) {
      long height = store.head().height().number();
      assertTrue(height >= committed && height <= blocks.size(), height + " of " + committed);
      assertEquals(Optional.empty(), store.gap());
      if (height > 0) {
        FinalizedBlock last = blocks.get((int) height - 1);
        assertEquals(last.block(), store.block(store.head().height()).orElseThrow());
        last.execution()
            .changes()
            .forEach((key, entry) ->
                assertEquals(entry.map(List::of).isPresent(), store.state().read(key).isPresent()));
      }
    }
  }

  /// The finding that the markers are there for: LevelDB skips what is damaged and goes on.
  @Test
  void aFlippedByteInTheLogNeverLeavesAHoleInTheLedger() {
    TestLedger ledger = new TestLedger(2, 30);
    SimulatedDisk disk = new SimulatedDisk(3);
    List<FinalizedBlock> blocks = new ArrayList<>();
    try (LedgerStore store = create(disk, ledger, LevelDbStore.LOG_BYTES)) {
      for (int i = 0; i < 40; i++) {
        FinalizedBlock block = ledger.next(store, ledger.transfers(10));
        store.commit(block);
        blocks.add(block);
      }
    }
    String log =
        disk.list(DB).stream().filter(name -> name.endsWith(".log")).findFirst().orElseThrow();
    long size = disk.size(DB + "/" + log);
    int gaps = 0;
    int refused = 0;
    for (long position = 3; position < size; position += size / 25) {
      SimulatedDisk damaged = disk.afterCrash(CrashMode.LOSE_UNSYNCED);
      damaged.corrupt(DB + "/" + log, position, 0x40);
      try (LedgerStore store = open(damaged, ledger)) {
        int height = (int) store.head().height().number();
        gaps += store.gap().isPresent() ? 1 : 0;
        LedgerStoreTest.assertHolds(ledger, store, blocks.subList(0, height));
        LedgerStoreTest.commitAgain(store, blocks.subList(height, blocks.size()));
        LedgerStoreTest.assertHolds(ledger, store, blocks);
      } catch (StoreException e) {
        refused++;
      }
    }
    assertTrue(gaps > 12, gaps + " gaps, " + refused + " refused");
  }

  @Test
  void afterAFailedWriteNothingIsAnsweredAndAReopeningGoesOn() {
    TestLedger ledger = new TestLedger(4, 30);
    SimulatedDisk disk = new SimulatedDisk(5);
    FinalizedBlock first;
    FinalizedBlock second;
    try (LedgerStore store = create(disk, ledger, SMALL_LOG)) {
      first = ledger.next(store, ledger.transfers(5));
      store.commit(first);
      second = ledger.next(store, ledger.transfers(5));
      disk.failWrite(1, Fault.NO_SPACE);

      StoreException e = assertThrows(StoreException.class, () -> store.commit(second));

      assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
      assertTrue(e.getMessage().contains("'ledger'"), e.getMessage());
      assertTrue(e.getMessage().contains("start the node again"), e.getMessage());
      assertEquals(new Height(1), store.head().height());
      assertThrows(StoreException.class, () -> store.block(new Height(1)));
    }
    try (LedgerStore store = open(disk, ledger)) {
      assertEquals(new Height(1), store.head().height());
      store.commit(second);
      LedgerStoreTest.assertHolds(ledger, store, List.of(first, second));
    }
  }
}
