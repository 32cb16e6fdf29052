package cairn.ledger;

import cairn.crypto.Hash;

/// What a header commits to: the block's transactions with receipts, the state after it, and the
/// ids of all blocks before it.
public record Roots(Hash transactions, Hash state, Hash history) {}
