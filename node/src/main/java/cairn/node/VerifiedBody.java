package cairn.node;

import cairn.ledger.Block;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.NodeId;
import java.util.List;
import java.util.Optional;

/// A block whose transactions are verified; whether it fits its header is for [Chain] to find out.
///
/// @param from who sent it, and lied if it does not fit; empty if it is this node's own, from its
///   journal, or was put together here
/// @param isFromProposer whether the sender proved the key of the block's proposer
record VerifiedBody(
    Block block,
    List<VerifiedTransaction> transactions,
    Optional<NodeId> from,
    boolean isFromProposer) {}
