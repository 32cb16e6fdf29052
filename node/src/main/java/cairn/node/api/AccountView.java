package cairn.node.api;

import cairn.crypto.PublicKey;
import cairn.ledger.Amount;

/// An account in the final state of `head`.
///
/// @param nonce how many of its transactions were included
/// @param nextNonce the nonce for a new transaction: `nonce` and what waits in this node's mempool
///   without a gap
public record AccountView(
    ChainHead head, PublicKey key, boolean exists, Amount balance, long nonce, long nextNonce) {}
