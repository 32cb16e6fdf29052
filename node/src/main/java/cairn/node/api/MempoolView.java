package cairn.node.api;

/// What waits for a block in this node.
///
/// @param held transactions that wait behind a gap of nonces
public record MempoolView(
    int transactions, long bytes, int senders, int held, int maxTransactions, long maxBytes) {}
