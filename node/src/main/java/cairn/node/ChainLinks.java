package cairn.node;

import cairn.consensus.Event;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerState;
import cairn.quorum.BlockId;
import cairn.quorum.VerifiedCertificate;
import java.util.Optional;

/// Whom a [Chain] tells and asks. All are called on the ledger thread and must not block.
record ChainLinks(Replies replies, Bodies bodies, Outcome outcome, FailStop failStop) {

  /// Where answers to the replica go.
  interface Replies {
    void offer(Event event);

    /// As [#offer], for a block whose body must stand in the journal first.
    void offer(Event event, Block block);
  }

  /// Where bodies come from and go to.
  interface Bodies {
    /// Sends this node's own new block to the other validators.
    void publish(Block block);

    /// Asks for the body of a block until it comes, or until [#settled] says that it is too late;
    /// asking twice is asking once.
    void want(BlockId block, Optional<PublicKey> proposer);

    /// Asks for the blocks above `head` up to `target`, which is final.
    void wantRange(BlockHeader head, Height target, VerifiedCertificate finalization);

    /// A body was not the one of its block.
    void wrongBody(VerifiedBody body, String why);

    /// A body in a run of final blocks was not the one of its block: who sent it lied, and the run
    /// must be fetched again from `head` on.
    void wrongRun(BlockHeader head, VerifiedBody body);

    /// All blocks up to this height are settled.
    void settled(Height height);
  }

  /// Who hears what became of blocks.
  interface Outcome {
    /// A block is notarized, and executed here.
    void notarized(ExecutedBlock block);

    /// A block will never be final.
    void abandoned(ExecutedBlock block, boolean wasNotarized);

    /// The next block of the chain is final; the finalization, of the block itself or of a
    /// descendant, is durable.
    void isFinal(ExecutedBlock block, boolean wasNotarized, VerifiedCertificate finalization);

    /// The store has taken in the oldest final block that it had not.
    void isStored(LedgerState state);
  }
}
