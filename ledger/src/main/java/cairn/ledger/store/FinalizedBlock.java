package cairn.ledger.store;

import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Roster;
import cairn.ledger.StateKey;
import cairn.ledger.TreeUpdate;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.Vote;
import java.util.Optional;

/// A block that is final, with what executing it came to.
///
/// @param tree the update of the state tree from the parent's height to the block's
/// @param finalization empty where the block is final through a descendant's
public record FinalizedBlock(
    Block block, Execution execution, TreeUpdate tree, Optional<VerifiedCertificate> finalization) {
  /// Who validates after it, where it ends its epoch.
  Optional<ValidatorSet> nextValidators() {
    BlockHeader header = block.header();
    if (header.signers().equals(header.nextSigners())) {
      return Optional.empty();
    }
    Optional<byte[]> roster =
        execution.changes().getOrDefault(new StateKey.Validators(), Optional.empty());
    return roster.map(Roster::decode).map(Roster::set);
  }

  /// That it does not is a bug of the caller's.
  void requireFollows(Tip parent) {
    BlockHeader header = block.header();
    require(header.height().equals(parent.head().height().next()), "is not the next block");
    require(header.parent().equals(parent.head().id()), "has another parent than the head");
    require(header.historyRoot().equals(parent.history().root()), "has another history root");
    require(
        tree.version() == header.height().number() && tree.root().equals(header.stateRoot()),
        "has another state root than its tree");
    require(
        block.transactions().size() == execution.transactions().size()
            && block.transactions().size() == execution.receipts().size(),
        "has not one receipt a transaction");
    finalization.ifPresent(verified ->
        require(
            verified.vote() instanceof Vote.Finalize vote && vote.block().equals(block.id()),
            "has the finalization of another"));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(block + " " + otherwise);
    }
  }
}
