package cairn.node.api;

import cairn.ledger.StoredRecord;
import cairn.ledger.store.RecordPlace;
import java.util.List;
import java.util.Optional;

/// Records of an account as they stand in the state at `head`, those that were put last first.
///
/// @param next the place that the next page goes on after; empty if there is none
public record RecordsView(ChainHead head, List<Entry> entries, Optional<RecordPlace> next) {
  /// @param place where it was put last
  public record Entry(RecordPlace place, StoredRecord record) {}
}
