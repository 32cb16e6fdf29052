package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.disk.SimulatedDisk;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Whoever reads a state while blocks are committed.
class LedgerReadersTest {
  @Test
  void readersSeeOneHeightWhileBlocksAreCommitted() throws Exception {
    TestLedger ledger = new TestLedger(11, 60);
    LedgerStore store =
        LedgerStore.create(
            LevelDbStore.create(new SimulatedDisk(1), "db", 1 << 16),
            ledger.genesis,
            LedgerStoreTest.FAST);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> reading = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        reading.add(readers.submit(() -> readUntil(done, ledger, store)));
      }
      LedgerStoreTest.grow(ledger, store, 100, 40);
      done.set(true);
      for (Future<Integer> reader : reading) {
        assertTrue(reader.get() > 0, "no whole state was read");
      }
    } finally {
      done.set(true);
      store.close();
    }
  }

  @Test
  void aStateIsReadableForAsLongAsItSays() {
    TestLedger ledger = new TestLedger(12, 60);
    LedgerStore store = LedgerStore.create(new MemoryStore(), ledger.genesis);
    List<FinalizedBlock> blocks = new ArrayList<>();
    List<LedgerState> held = new ArrayList<>();
    for (int i = 0; i < LedgerStore.KEPT_BLOCKS; i++) {
      blocks.addAll(LedgerStoreTest.grow(ledger, store, 1, 10));
      held.add(store.state());
    }

    LedgerView expected = ledger.genesis.initialView();
    for (int i = 0; i < held.size(); i++) {
      expected = expected.after(blocks.get(i).execution());
      assertEquals(blocks.get(i).block().id(), held.get(i).head().id());
      for (KeyPair account : ledger.accounts.subList(0, 5)) {
        assertEquals(
            expected.account(account.publicKey()), held.get(i).account(account.publicKey()));
      }
    }
  }

  /// Reads whole states with proofs, for as long as each is kept.
  private static int readUntil(AtomicBoolean done, TestLedger ledger, LedgerStore store) {
    int whole = 0;
    for (int round = 0; !done.get() || whole == 0; round++) {
      LedgerState state = store.state();
      Hash root = state.head().header().stateRoot();
      try {
        for (KeyPair account : ledger.accounts) {
          StateKey key = StateKey.account(account.publicKey());
          Optional<byte[]> entry = state.read(key);
          assertTrue(state.prove(key).verify(root, key.treeKey(), entry));
        }
        whole++;
      } catch (StoreException notKept) {
        // Only as many blocks as this test's pace says are kept.
        assertTrue(store.head().height().number() - state.head().height().number() > 8);
      }
      long height = state.head().height().number();
      assertTrue(store.block(new Height(Math.max(0, height - round % 5))).isPresent());
    }
    return whole;
  }
}
