package cairn.node.api;

import cairn.ledger.Height;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionStatus;
import cairn.ledger.store.Place;
import java.util.List;
import java.util.Optional;

/// Final transactions that concern an account, the newest first.
///
/// @param next the place that the next page goes on after; empty if there is none
/// @param earliest the lowest block whose transactions this node still has; 0 if it has all
public record HistoryView(
    ChainHead head, List<Entry> entries, Optional<Place> next, Height earliest) {
  /// @param time of its block
  public record Entry(
      TransactionStatus.Inclusion inclusion, Timestamp time, Transaction transaction) {
    public Place place() {
      return new Place(inclusion.height(), inclusion.index());
    }
  }
}
