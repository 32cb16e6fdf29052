package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.ledger.Account;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeUpdate;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.BlockId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerStoreTest {
  /// So fast that a few dozen small blocks see checkpoints come and go.
  static final Checkpoints.Pace FAST = new Checkpoints.Pace(60, 7, 30_000, 8);

  /// Commits so many blocks of transfers, each third one empty.
  static List<FinalizedBlock> grow(
      TestLedger ledger, LedgerStore store, int blocks, int transfers) {
    List<FinalizedBlock> made = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      FinalizedBlock block = ledger.next(store, ledger.transfers(i % 3 == 2 ? 0 : transfers));
      store.commit(block);
      made.add(block);
    }
    return made;
  }

  /// Reads everything about these blocks and the state after the last, against a model of it.
  static void assertHolds(TestLedger ledger, LedgerStore store, List<FinalizedBlock> blocks) {
    LedgerView view = ledger.genesis.initialView();
    for (FinalizedBlock finalized : blocks) {
      Height height = finalized.block().height();
      BlockId id = finalized.block().id();
      assertEquals(finalized.block(), store.block(height).orElseThrow());
      assertEquals(finalized.block(), store.block(id).orElseThrow());
      assertEquals(finalized.block().header(), store.header(height).orElseThrow());
      assertEquals(finalized.block().header(), store.header(id).orElseThrow());
      assertEquals(finalized.execution().receipts(), store.receipts(height).orElseThrow());
      assertEquals(
          finalized.finalization().orElseThrow().certificate(),
          store.finalization(height).orElseThrow());
      List<VerifiedTransaction> transactions = finalized.execution().transactions();
      for (int i = 0; i < transactions.size(); i++) {
        FinalTransaction found = store.transaction(transactions.get(i).id()).orElseThrow();
        assertEquals(new Place(height, i), found.place());
        assertEquals(transactions.get(i).transaction(), found.transaction());
        assertEquals(finalized.execution().receipts().get(i), found.receipt());
      }
      view = view.after(finalized.execution());
    }
    LedgerState state = store.state();
    Hash root = state.head().header().stateRoot();
    for (KeyPair account : ledger.accounts) {
      StateKey key = StateKey.account(account.publicKey());
      Account expected = view.account(account.publicKey());
      assertEquals(expected, state.account(account.publicKey()));
      assertTrue(state.prove(key).verify(root, key.treeKey(), Optional.of(expected.encoded())));
    }
  }

  @Test
  void readsBackWhatWasCommitted() {
    TestLedger ledger = new TestLedger(1, 50);
    LedgerStore store = LedgerStore.create(new MemoryStore(), ledger.genesis, FAST);

    List<FinalizedBlock> blocks = grow(ledger, store, 60, 90);

    assertHolds(ledger, store, blocks);
    assertEquals(ledger.genesis.genesisBlock(), store.block(Height.ZERO).orElseThrow());
  }

  @Test
  void answersNothingThatIsNotInTheLedger() {
    TestLedger ledger = new TestLedger(2, 10);
    LedgerStore store = LedgerStore.create(new MemoryStore(), ledger.genesis);
    Height above = new Height(1);
    Hash unknown = Hash.tagged("test", new byte[] {1});

    assertTrue(store.block(above).isEmpty());
    assertTrue(store.header(above).isEmpty());
    assertTrue(store.receipts(above).isEmpty());
    assertTrue(store.finalization(above).isEmpty());
    assertTrue(store.finalization(Height.ZERO).isEmpty());
    assertTrue(store.block(new BlockId(unknown)).isEmpty());
    assertTrue(store.transaction(new TransactionId(unknown)).isEmpty());
    assertTrue(store.transaction(new Place(above, 0)).isEmpty());
    assertTrue(
        store.placesOf(ledger.accounts.getFirst().publicKey(), Optional.empty(), 10).isEmpty());
  }

  @Test
  void listsTheTransactionsOfAnAccountFromTheNewest() {
    TestLedger ledger = new TestLedger(3, 5);
    LedgerStore store = LedgerStore.create(new MemoryStore(), ledger.genesis, FAST);
    List<FinalizedBlock> blocks = grow(ledger, store, 9, 20);
    KeyPair account = ledger.accounts.get(2);
    List<Place> expected = new ArrayList<>();
    for (FinalizedBlock block : blocks.reversed()) {
      List<VerifiedTransaction> transactions = block.execution().transactions();
      for (int i = transactions.size() - 1; i >= 0; i--) {
        if (TestLedger.names(transactions.get(i), account.publicKey())) {
          expected.add(new Place(block.block().height(), i));
        }
      }
    }

    List<Place> paged = new ArrayList<>();
    Optional<Place> after = Optional.empty();
    List<Place> page = store.placesOf(account.publicKey(), after, 7);
    while (!page.isEmpty()) {
      paged.addAll(page);
      page = store.placesOf(account.publicKey(), Optional.of(page.getLast()), 7);
    }

    assertFalse(expected.isEmpty());
    assertEquals(expected, paged);
  }

  @Test
  void goesOnAfterEveryReopening() {
    TestLedger ledger = new TestLedger(4, 40);
    MemoryStore memory = new MemoryStore();
    LedgerStore.create(memory, ledger.genesis, FAST);
    List<FinalizedBlock> blocks = new ArrayList<>();

    for (int i = 0; i < 60; i++) {
      LedgerStore store = LedgerStore.open(memory, ledger.genesisHash, FAST);
      assertEquals(new Height(i), store.head().height());
      assertEquals(store.head().height(), store.checkedHeight());
      assertTrue(store.gap().isEmpty());
      blocks.addAll(grow(ledger, store, 1, 30));
    }

    assertHolds(ledger, LedgerStore.open(memory, ledger.genesisHash, FAST), blocks);
  }

  @Test
  void aLostBatchEndsTheLedgerAndTheRestIsCommittedAgain() {
    TestLedger ledger = new TestLedger(5, 40);
    RecordingStore recorded = new RecordingStore();
    Checkpoints.Pace pace = new Checkpoints.Pace(60, 7, 120_000, 8);
    LedgerStore store = LedgerStore.create(recorded, ledger.genesis, pace);
    List<FinalizedBlock> blocks = grow(ledger, store, 45, 30);
    int mended = 0;
    int refused = 0;

    for (int lost = 1; lost <= 45; lost++) {
      RecordingStore damaged = RecordingStore.without(lost + 1, recorded.batches);
      try {
        LedgerStore reopened = LedgerStore.open(damaged, ledger.genesisHash, pace);
        if (reopened.head().height().number() == 45) {
          // It left the log long ago, so opening does not look for it; reading does.
          Height height = new Height(lost);
          assertThrows(StoreException.class, () -> reopened.block(height));
          refused++;
          continue;
        }
        assertEquals(new Height(lost - 1), reopened.head().height(), "the head before the gap");
        assertEquals(
            lost < 45,
            reopened.gap().equals(Optional.of(new Gap(new Height(lost), new Height(45)))));
        assertHolds(ledger, reopened, blocks.subList(0, lost - 1));
        assertTrue(reopened.block(new Height(lost)).isEmpty());
        assertTrue(reopened.block(blocks.getLast().block().id()).isEmpty());
        commitAgain(reopened, blocks.subList(lost - 1, 45));
        assertHolds(ledger, reopened, blocks);
        assertHolds(ledger, LedgerStore.open(damaged, ledger.genesisHash, pace), blocks);
        mended++;
      } catch (StoreException e) {
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
        assertEquals(0, mended, "refused block " + lost + " after an older one was mended");
        refused++;
      }
    }

    assertTrue(mended > 8, "mended " + mended);
    assertTrue(refused > 8, "refused " + refused);
  }

  /// As a node does: executes each block on the state that it has.
  static void commitAgain(LedgerStore store, List<FinalizedBlock> blocks) {
    for (FinalizedBlock block : blocks) {
      Execution execution = TestLedger.execute(store.state(), block);
      TreeUpdate tree =
          cairn.ledger.StateTree.update(
              store.nodes(),
              store.head().height().number(),
              block.block().height().number(),
              execution.treeChanges());
      store.commit(new FinalizedBlock(block.block(), execution, tree, block.finalization()));
    }
  }

  @Test
  void neverAnswersWronglyFromAFlippedBitOrAMisdirectedRead() {
    TestLedger ledger = new TestLedger(6, 20);
    RecordingStore recorded = new RecordingStore();
    LedgerStore store = LedgerStore.create(recorded, ledger.genesis, FAST);
    List<FinalizedBlock> blocks = grow(ledger, store, 7, 70);
    byte[] previousKey = {0};
    byte[] previousValue = {};
    int noticed = 0;
    int number = 0;

    for (var entry : recorded.entries().entrySet()) {
      byte[] key = entry.getKey();
      boolean oneOfMany = key[0] == 'x' || key[0] == 'a' || key[0] == 'n';
      if (oneOfMany && number++ % 16 != 0) {
        continue;
      }
      byte[] flipped = entry.getValue().clone();
      flipped[key.length % flipped.length] ^= 0x20;
      noticed += isNoticed(recorded, ledger, blocks, key, flipped) ? 1 : 0;
      if (previousKey[0] == key[0]) {
        noticed += isNoticed(recorded, ledger, blocks, key, previousValue) ? 1 : 0;
      }
      previousKey = key;
      previousValue = entry.getValue();
    }
    assertTrue(noticed > 80, "noticed " + noticed);
  }

  private static boolean isNoticed(
      RecordingStore recorded,
      TestLedger ledger,
      List<FinalizedBlock> blocks,
      byte[] key,
      byte[] value) {
    if (key[0] == 'a') {
      return false; // only named by account, read below
    }
    RecordingStore damaged = RecordingStore.of(recorded.batches);
    damaged.write(new WriteBatch().put(key, value));
    try {
      LedgerStore store = LedgerStore.open(damaged, ledger.genesisHash, FAST);
      if (store.gap().isPresent()) {
        return true;
      }
      assertHolds(ledger, store, blocks.subList(0, (int) store.head().height().number()));
      return false;
    } catch (StoreException e) {
      return true;
    }
  }

  @Test
  void keepsNoNodeThatNoCheckpointNeeds() {
    TestLedger ledger = new TestLedger(7, 60);
    RecordingStore recorded = new RecordingStore();
    LedgerStore store = LedgerStore.create(recorded, ledger.genesis, FAST);
    grow(ledger, store, 30, 40);
    long atGenesis = count(RecordingStore.of(recorded.batches.subList(0, 2)), 'n');

    // Blocks without changes, until all that is stale has been settled and deleted.
    for (int i = 0; i < 300; i++) {
      store.commit(ledger.next(store, List.of()));
    }

    // A few new accounts, and a root for each of the checkpoints that are not settled.
    assertTrue(count(recorded, 'n') < atGenesis + 60, count(recorded, 'n') + " " + atGenesis);
    assertTrue(count(recorded, 'd') < 100);
    assertTrue(count(recorded, 'p') < 100);
    assertTrue(count(recorded, 's') < 20);
  }

  private static long count(RecordingStore store, char kind) {
    return store.entries().keySet().stream().filter(key -> key[0] == kind).count();
  }

  @Test
  void refusesTheStoreOfAnotherNetworkAndOfAnotherLayout() {
    TestLedger ledger = new TestLedger(8, 3);
    MemoryStore memory = new MemoryStore();
    LedgerStore.create(memory, ledger.genesis);
    Hash other = Hash.tagged("test", new byte[] {1});

    StoreException wrongNetwork =
        assertThrows(StoreException.class, () -> LedgerStore.open(memory, other));
    WriteBatch batch = new WriteBatch();
    CheckedValues.put(batch, Layout.GENESIS, new byte[34]);
    memory.write(batch);
    StoreException wrongLayout =
        assertThrows(StoreException.class, () -> LedgerStore.open(memory, ledger.genesisHash));
    StoreException empty =
        assertThrows(
            StoreException.class, () -> LedgerStore.open(new MemoryStore(), ledger.genesisHash));

    assertTrue(wrongNetwork.getMessage().contains("another network"), wrongNetwork.getMessage());
    assertTrue(wrongLayout.getMessage().contains("layout 0"), wrongLayout.getMessage());
    assertTrue(empty.getMessage().contains("no ledger begins in it"), empty.getMessage());
  }

  @Test
  void refusesABlockThatDoesNotFollowTheHead() {
    TestLedger ledger = new TestLedger(9, 10);
    LedgerStore store = LedgerStore.create(new MemoryStore(), ledger.genesis);
    FinalizedBlock first = ledger.next(store, ledger.transfers(5));
    FinalizedBlock rival = ledger.next(store, List.of());
    store.commit(first);
    FinalizedBlock second = ledger.next(store, List.of());

    assertThrows(IllegalArgumentException.class, () -> store.commit(first));
    assertThrows(IllegalArgumentException.class, () -> store.commit(rival));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            store.commit(
                new FinalizedBlock(
                    second.block(), second.execution(), first.tree(), second.finalization())));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            store.commit(
                new FinalizedBlock(
                    second.block(), second.execution(), second.tree(), first.finalization())));
    store.commit(second);
    assertEquals(new Height(2), store.head().height());
  }

  @Test
  void anAncestorsFinalizationIsTheNearestDescendants() {
    TestLedger ledger = new TestLedger(10, 10);
    LedgerStore store = LedgerStore.create(new MemoryStore(), ledger.genesis);
    List<FinalizedBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      FinalizedBlock block = ledger.next(store, ledger.transfers(3));
      blocks.add(block);
      store.commit(
          i == 2
              ? block
              : new FinalizedBlock(
                  block.block(), block.execution(), block.tree(), Optional.empty()));
    }

    assertTrue(store.finalization(new Height(1)).isEmpty());
    assertEquals(
        blocks.get(2).finalization().orElseThrow().certificate(),
        store.finalizationOver(new Height(1)).orElseThrow());
    assertTrue(store.finalizationOver(new Height(4)).isEmpty());
  }
}
