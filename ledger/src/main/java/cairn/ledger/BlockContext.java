package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;
import cairn.quorum.View;

/// Where a block stands, as far as its transactions can notice.
///
/// @param proposer the validator key of the leader that made the block
public record BlockContext(
    Epoch epoch, View view, Height height, Timestamp timestamp, PublicKey proposer) {}
