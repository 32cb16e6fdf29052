package cairn.ledger.store;

import cairn.ledger.Block;
import cairn.ledger.Execution;
import cairn.ledger.TreeUpdate;
import cairn.quorum.VerifiedCertificate;
import java.util.Optional;

/// A block that is final, with what executing it came to.
///
/// @param tree the update of the state tree from the parent's height to the block's
/// @param finalization empty where the block is final through a descendant's
public record FinalizedBlock(
    Block block,
    Execution execution,
    TreeUpdate tree,
    Optional<VerifiedCertificate> finalization) {}
