package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.EntryName;
import cairn.ledger.EscrowId;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.Money;
import cairn.ledger.Operation;
import cairn.ledger.Timestamp;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import cairn.node.HistoryPages.Page;
import cairn.node.HistoryPages.Wanted;
import cairn.node.api.HistoryView;
import cairn.node.api.RecordsView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happened, the newest first, page by page: from the store and from blocks above it.
class HistoryPagesTest {
  private static final PublicKey ALICE = GrownHome.account(0).publicKey();
  private static final PublicKey BOB = GrownHome.account(1).publicKey();

  @TempDir Path folder;
  private GrownHome home;

  @BeforeEach
  void makeHome() {
    home = new GrownHome(folder.resolve("home"), "history");
  }

  private static Operation put(String name, String value) {
    return new Operation.PutRecord(
        new EntryName(name), Bytes.of(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static HistoryPages pages(LedgerStore store) {
    return new HistoryPages(store, List.of(), store.head().height());
  }

  private static List<String> all(LedgerStore store, String prefix, int limit) {
    List<String> found = new ArrayList<>();
    Optional<RecordPlace> after = Optional.empty();
    do {
      Page<RecordPlace, RecordsView.Entry> page =
          pages(store).records(store.state(), new Wanted(ALICE, prefix), after, limit);
      assertTrue(page.entries().size() <= limit);
      page.entries().forEach(entry -> found.add(text(entry)));
      after = page.next();
    } while (after.isPresent());
    return found;
  }

  private static String text(RecordsView.Entry entry) {
    return entry.place().name()
        + "="
        + new String(entry.record().value().toByteArray(), StandardCharsets.UTF_8);
  }

  @Test
  void listsEachRecordOnceByItsLastPutAndNoDeletedOne() {
    try (LedgerStore store = home.open()) {
      home.commit(store, List.of(home.signed(0, put("b/1", "x"), put("a/1", "x"))), true);
      home.commit(store, List.of(home.signed(0, put("a/2", "x"), put("ä", "x"))), true);
      home.commit(store, List.of(home.signed(1, put("a/9", "bob's"))), true);
      home.commit(store, List.of(home.signed(0, put("b/1", "y"), put("b/2", "z"))), true);
      home.commit(
          store, List.of(home.signed(0, new Operation.DeleteRecord(new EntryName("a/2")))), true);

      List<String> expected = List.of("b/1=y", "b/2=z", "ä=x", "a/1=x");
      for (int limit = 1; limit <= 6; limit++) {
        assertEquals(expected, all(store, "", limit), "limit " + limit);
      }
      assertEquals(List.of("b/1=y", "b/2=z"), all(store, "b/", 1));
      assertEquals(List.of(), all(store, "c", 5));
    }
    assertEquals(0, home.cairnd("verify").exit());
  }

  @Test
  void listsRecordsOfBlocksThatTheStoreHasNotTakenInYet() {
    try (LedgerStore store = home.open()) {
      home.commit(store, List.of(home.signed(0, put("a", "old"), put("b", "old"))), true);
      ExecutedBlock above =
          home.next(store, List.of(home.signed(0, put("b", "new"), put("c", "new"))));
      LedgerView state = store.state().after(above.execution());
      HistoryPages pages = new HistoryPages(store, List.of(above), above.height());

      Page<RecordPlace, RecordsView.Entry> first =
          pages.records(state, new Wanted(ALICE, ""), Optional.empty(), 1);
      Page<RecordPlace, RecordsView.Entry> rest =
          pages.records(state, new Wanted(ALICE, ""), first.next(), 10);

      assertEquals(
          List.of("b=new", "c=new", "a=old"),
          java.util.stream.Stream.concat(first.entries().stream(), rest.entries().stream())
              .map(HistoryPagesTest::text)
              .toList());
    }
  }

  @Test
  void listsClaimsAndRefundsForTheOpenerAndTheRecipientOfAnEscrow() {
    byte[] secret = {1, 2, 3};
    Operation open =
        new Operation.OpenEscrow(
            BOB,
            new Money(Optional.empty(), Amount.of(100)),
            Hash.plain(secret),
            new Timestamp(1_700_003_000_000L));
    try (LedgerStore store = home.open()) {
      VerifiedTransaction opening = home.signed(0, open);
      home.commit(store, List.of(opening), true);
      EscrowId escrow = EscrowId.of(opening.id(), 0);
      Bytes wrong = Bytes.of(new byte[] {9});
      home.commit(store, List.of(home.signed(2, new Operation.ClaimEscrow(escrow, wrong))), true);
      VerifiedTransaction claim =
          home.signed(2, new Operation.ClaimEscrow(escrow, Bytes.of(secret)));
      home.commit(store, List.of(claim), true);

      for (PublicKey party : List.of(ALICE, BOB)) {
        assertEquals(
            List.of(new Place(new Height(3), 0), new Place(new Height(1), 0)),
            store.placesOf(party, Optional.empty(), 10));
      }
    }
    assertEquals(0, home.cairnd("verify").exit());
  }

  @Test
  void pagesThroughTransactionsFromBlocksAboveTheStoreIntoIt() {
    home.grow(6);
    try (LedgerStore store = home.open()) {
      Operation pay = new Operation.Transfer(BOB, Amount.of(1));
      ExecutedBlock above =
          home.next(store, List.of(home.signed(0, pay), home.signed(3, pay), home.signed(0, pay)));
      List<Place> expected = new ArrayList<>();
      expected.add(new Place(new Height(7), 2));
      expected.add(new Place(new Height(7), 0));
      expected.addAll(store.placesOf(ALICE, Optional.empty(), 100));

      for (int limit = 1; limit <= 9; limit++) {
        List<Place> found = new ArrayList<>();
        Optional<Place> after = Optional.empty();
        do {
          Page<Place, HistoryView.Entry> page =
              new HistoryPages(store, List.of(above), above.height())
                  .transactions(ALICE, after, limit);
          page.entries().forEach(entry -> found.add(entry.place()));
          after = page.next();
        } while (after.isPresent());
        assertEquals(expected, found, "limit " + limit);
      }
    }
  }
}
