package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.StateKey;
import cairn.ledger.StoredRecord;
import cairn.ledger.TransactionStatus;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import cairn.node.api.HistoryView;
import cairn.node.api.RecordsView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Pages of what happened, the newest first, at one head: from the final blocks that the store has
/// not taken in yet, and then from its indexes. An index is never believed: a transaction is read
/// at its place, and a record stands in the state. Used once.
final class HistoryPages {
  /// A page of larger transactions is shorter.
  private static final long MOST_BYTES = 4 << 20;

  /// So many entries of the index are looked at for one page.
  private static final int MOST_LOOKED_AT = 10_000;

  /// @param next the place that the next page goes on after; empty if there is none
  record Page<P, E>(List<E> entries, Optional<P> next) {}

  /// Whose records, and how their names begin.
  record Wanted(PublicKey owner, String prefix) {}

  private final LedgerStore store;
  private final List<ExecutedBlock> unstored;
  private final Height stored;

  /// @param unstored the newest first
  HistoryPages(LedgerStore store, List<ExecutedBlock> unstored, Height head) {
    this.store = store;
    this.unstored = unstored;
    this.stored = new Height(head.number() - unstored.size());
  }

  Page<Place, HistoryView.Entry> transactions(PublicKey account, Optional<Place> after, int limit) {
    List<HistoryView.Entry> entries = new ArrayList<>();
    for (ExecutedBlock block : unstored) {
      addUnstored(block, account, after, entries);
    }
    // Nothing of what the store took in since the head was read.
    Place top = new Place(stored.next(), 0);
    Place from = after.filter(place -> isOlder(place, top)).orElse(top);
    int more = limit + 1 - Math.min(limit, entries.size());
    for (Place place : store.placesOf(account, Optional.of(from), more)) {
      addStored(place, entries);
    }
    long bytes = 0;
    int kept = 0;
    while (kept < Math.min(limit, entries.size()) && (kept == 0 || bytes < MOST_BYTES)) {
      bytes += entries.get(kept).transaction().size();
      kept++;
    }
    Optional<Place> next =
        kept > 0 && kept < entries.size()
            ? Optional.of(entries.get(kept - 1).place())
            : Optional.empty();
    return new Page<>(List.copyOf(entries.subList(0, kept)), next);
  }

  private static void addUnstored(
      ExecutedBlock block,
      PublicKey account,
      Optional<Place> after,
      List<HistoryView.Entry> entries) {
    Execution execution = block.execution();
    for (int i = execution.transactions().size() - 1; i >= 0; i--) {
      Place place = new Place(block.height(), i);
      if (after.filter(newer -> !isOlder(place, newer)).isEmpty()
          && execution.concerned(i).contains(account)) {
        entries.add(
            new HistoryView.Entry(
                new TransactionStatus.Inclusion(block.height(), i, execution.receipts().get(i)),
                block.header().timestamp(),
                execution.transactions().get(i).transaction()));
      }
    }
  }

  private void addStored(Place place, List<HistoryView.Entry> entries) {
    Optional<BlockHeader> header = store.header(place.height());
    store
        .transaction(place)
        .ifPresent(found ->
            entries.add(
                new HistoryView.Entry(
                    new TransactionStatus.Inclusion(place.height(), place.index(), found.receipt()),
                    header.orElseThrow().timestamp(),
                    found.transaction())));
  }

  private static boolean isOlder(Place place, Place than) {
    return place.height().isBefore(than.height())
        || (place.height().equals(than.height()) && place.index() < than.index());
  }

  /// @param state at the head
  Page<RecordPlace, RecordsView.Entry> records(
      LedgerView state, Wanted wanted, Optional<RecordPlace> after, int limit) {
    RecordSearch search = new RecordSearch(state, wanted, limit);
    for (ExecutedBlock block : unstored) {
      for (RecordPlace place : recordsOf(block, wanted.owner())) {
        if (after.filter(newer -> !isOlder(place, newer)).isEmpty() && !search.isFull()) {
          search.look(place, block.header());
        }
      }
    }
    if (!search.isFull()) {
      Optional<RecordPlace> from = after.filter(place -> !place.height().isAfter(stored));
      store.recordsOf(
          wanted.owner(),
          from,
          place -> {
            if (!place.height().isAfter(stored)) {
              search.look(place, store.header(place.height()).orElseThrow());
            }
            return !search.isFull();
          });
    }
    return new Page<>(List.copyOf(search.found), search.isFull() ? search.last : Optional.empty());
  }

  /// In the order of their index.
  private static List<RecordPlace> recordsOf(ExecutedBlock block, PublicKey owner) {
    return block.execution().changes().entrySet().stream()
        .filter(change -> change.getValue().isPresent())
        .filter(
            change -> change.getKey() instanceof StateKey.Stored key && key.owner().equals(owner))
        .map(change -> new RecordPlace(block.height(), ((StateKey.Stored) change.getKey()).name()))
        .sorted((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)))
        .toList();
  }

  private static boolean isOlder(RecordPlace place, RecordPlace than) {
    return place.height().isBefore(than.height())
        || (place.height().equals(than.height())
            && Arrays.compareUnsigned(bytes(place), bytes(than)) > 0);
  }

  private static byte[] bytes(RecordPlace place) {
    return place.name().text().getBytes(StandardCharsets.UTF_8);
  }

  /// Collects the records of one page.
  private static final class RecordSearch {
    private final LedgerView state;
    private final Wanted wanted;
    private final int limit;
    private final List<RecordsView.Entry> found = new ArrayList<>();
    private Optional<RecordPlace> last = Optional.empty();
    private int lookedAt;

    RecordSearch(LedgerView state, Wanted wanted, int limit) {
      this.state = state;
      this.wanted = wanted;
      this.limit = limit;
    }

    boolean isFull() {
      return found.size() >= limit || lookedAt >= MOST_LOOKED_AT;
    }

    /// Times grow with heights: the state's record is the one that this block put, or a later one.
    void look(RecordPlace place, BlockHeader block) {
      last = Optional.of(place);
      lookedAt++;
      if (place.name().text().startsWith(wanted.prefix())) {
        state
            .read(new StateKey.Stored(wanted.owner(), place.name()))
            .map(StoredRecord::decode)
            .filter(record -> record.time().equals(block.timestamp()))
            .ifPresent(record -> found.add(new RecordsView.Entry(place, record)));
      }
    }
  }
}
