package cairn.node;

import cairn.crypto.MerkleMountainRange;
import cairn.ledger.BlockHeader;
import cairn.ledger.LedgerView;
import cairn.ledger.NodeSource;
import cairn.quorum.BlockId;

/// A block to build on: its state and state tree, and the mountain range over the ids of all blocks
/// up to and including it.
record ChainTip(
    BlockId id,
    BlockHeader header,
    LedgerView state,
    NodeSource nodes,
    MerkleMountainRange history) {}
