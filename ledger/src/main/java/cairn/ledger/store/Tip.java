package cairn.ledger.store;

import cairn.crypto.MerkleMountainRange;

/// Where the ledger ends: the newest block, its marker, and the range over the ids of all blocks up
/// to and with it.
record Tip(Head head, Marker marker, MerkleMountainRange history) {}
