package cairn.node;

import cairn.consensus.Event;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerState;
import cairn.p2p.NodeId;
import cairn.quorum.BlockId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
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

    /// Asks for the body of a block, which `view` needs, until one comes that is not wrong, or
    /// until [#settled] says that it is too late; asking twice is asking once.
    void want(BlockId block, View view, Optional<PublicKey> proposer);

    /// Asks for the blocks above `head` up to `target`, which is final.
    void wantRange(BlockHeader head, Height target, VerifiedCertificate finalization);

    /// A block is executed and fits its header: it can be given to others, and will be as long as
    /// it may become final, until [#released].
    void executed(Block block);

    /// A block is in the store, or never will be final.
    void released(BlockId block);

    /// A peer sent a body that is not the one of its block: it lied, for nobody else gives what
    /// does not fit.
    void wrongBody(NodeId from, String why);

    /// A body in a run of final blocks does not fit its block: the run must be fetched again from
    /// `head` on, from somebody else first.
    void wrongRun(BlockHeader head, VerifiedBody body);

    /// This block is final: nothing at or below its height and view is wanted any more.
    void settled(BlockHeader head);
  }

  /// Who hears what became of blocks.
  interface Outcome {
    /// A block is notarized, and executed here.
    void notarized(ExecutedBlock block);

    /// It is not remembered any more that a block is notarized: too many newer ones are.
    void forgotten(ExecutedBlock block);

    /// A block will never be final.
    void abandoned(ExecutedBlock block, boolean wasNotarized);

    /// The next block of the chain is final.
    void isFinal(ExecutedBlock block, Finality finality);

    /// The store has taken in the oldest final block that it had not.
    void isStored(LedgerState state);
  }
}
