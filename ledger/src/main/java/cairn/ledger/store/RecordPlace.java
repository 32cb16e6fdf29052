package cairn.ledger.store;

import cairn.ledger.EntryName;
import cairn.ledger.Height;

/// Where a record was put: the block, and the record's name, of which a block leaves one value.
public record RecordPlace(Height height, EntryName name) {}
