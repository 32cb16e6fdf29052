package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Height;
import cairn.ledger.VerifiedTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A ledger that forgets the bodies of its old blocks, and a crash at every moment of it.
class PruningTest {
  private static final Height FLOOR = new Height(20);

  private final TestLedger ledger = new TestLedger(11, 30);
  private final RecordingStore recorded = new RecordingStore();

  private List<FinalizedBlock> grown() {
    LedgerStore store = LedgerStore.create(recorded, ledger.genesis);
    return LedgerStoreTest.grow(ledger, store, 40, 20);
  }

  private LedgerStore open(RecordingStore store) {
    return LedgerStore.open(store, ledger.genesisHash);
  }

  private static void pruneAll(LedgerStore store) {
    boolean isMore = store.prune(FLOOR, 6);
    while (isMore) {
      isMore = store.prune(FLOOR, 6);
    }
  }

  private void assertKept(LedgerStore store, List<FinalizedBlock> blocks) {
    for (FinalizedBlock finalized : blocks.subList(19, blocks.size())) {
      assertEquals(finalized.block(), store.block(finalized.block().height()).orElseThrow());
      for (VerifiedTransaction transaction : finalized.execution().transactions()) {
        assertTrue(store.transaction(transaction.id()).isPresent());
      }
    }
    for (Place place :
        store.placesOf(ledger.accounts.getFirst().publicKey(), Optional.empty(), 1000)) {
      assertFalse(place.height().isBefore(store.earliest()));
    }
  }

  @Test
  void forgetsBodiesAndKeepsWhatProofsNeed() {
    List<FinalizedBlock> blocks = grown();
    LedgerStore store = open(recorded);

    pruneAll(store);

    assertEquals(FLOOR, store.earliest());
    assertKept(store, blocks);
    assertTrue(store.block(Height.ZERO).isPresent());
    for (LedgerStore each : List.of(store, open(recorded))) {
      assertEquals(FLOOR, each.earliest());
      assertTrue(each.block(new Height(19)).isEmpty());
      assertTrue(each.receipts(new Height(19)).isEmpty());
      for (FinalizedBlock finalized : blocks.subList(0, 19)) {
        assertTrue(each.block(finalized.block().id()).isEmpty());
        assertEquals(
            finalized.block().header(), each.header(finalized.block().height()).orElseThrow());
        assertEquals(Optional.of(finalized.block().height()), each.height(finalized.block().id()));
        assertTrue(each.finalization(finalized.block().height()).isPresent());
        assertTrue(each.proofs().block(finalized.block().height()).isPresent());
        for (VerifiedTransaction transaction : finalized.execution().transactions()) {
          assertTrue(each.transaction(transaction.id()).isEmpty());
          assertTrue(each.proofs().transaction(transaction.id()).isEmpty());
        }
      }
    }
    store.audit().requireReadable();
    store.audit().requireState();
  }

  @Test
  void leavesNoEntryOfAForgottenBody() {
    grown();
    pruneAll(open(recorded));

    recorded
        .entries()
        .forEach((key, sealed) -> {
          if ("tzrxa".indexOf(key[0]) >= 0) {
            Height height = StoreAudit.heightOf(key, CheckedValues.unseal(key, sealed));
            assertTrue(
                height.equals(Height.ZERO) || !height.isBefore(FLOOR),
                (char) key[0] + " " + height);
          }
        });
  }

  /// A crash leaves the batches up to some moment.
  @Test
  void aCrashAtAnyMomentLosesNothingThatIsKeptAndTheNextRunFinishes() {
    List<FinalizedBlock> blocks = grown();
    int before = recorded.batches.size();
    pruneAll(open(recorded));
    TreeMap<byte[], byte[]> complete = recorded.entries();

    for (int end = before; end <= recorded.batches.size(); end++) {
      RecordingStore crashed = RecordingStore.of(recorded.batches.subList(0, end));
      LedgerStore store = open(crashed);
      assertEquals(end == before ? Height.ZERO : FLOOR, store.earliest());
      assertKept(store, blocks);
      pruneAll(store);
      assertEquals(complete.size(), crashed.entries().size());
      crashed
          .entries()
          .forEach((key, value) -> assertTrue(Arrays.equals(value, complete.get(key))));
    }
    assertTrue(recorded.batches.size() - before >= 4);
  }

  @Test
  void goesOnCommittingAndRaisesItsFloorButNeverAboveTheHead() {
    List<FinalizedBlock> blocks = new ArrayList<>(grown());
    LedgerStore store = open(recorded);
    pruneAll(store);

    blocks.addAll(LedgerStoreTest.grow(ledger, store, 5, 10));
    store.prune(new Height(1000), 1000);

    assertEquals(new Height(45), store.earliest());
    assertEquals(blocks.getLast().block(), store.block(new Height(45)).orElseThrow());
    assertFalse(store.prune(new Height(3), 10));
    assertEquals(new Height(45), store.earliest());
  }

  @Test
  void prunesNothingWhereTheFloorIsTheFirstBlock() {
    grown();
    LedgerStore store = open(recorded);
    int before = recorded.batches.size();

    assertFalse(store.prune(new Height(1), 10));
    assertFalse(store.prune(Height.ZERO, 10));

    assertEquals(before, recorded.batches.size());
    assertEquals(Height.ZERO, store.earliest());
  }
}
