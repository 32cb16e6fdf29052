package cairn.node;

import cairn.ledger.Block;
import cairn.quorum.BlockId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The block bodies that this node can give to others, all of which fit their headers: those it
/// executed, the final ones, and those it voted for before it was last started and cannot execute
/// yet. Thread-safe.
final class HeldBodies {
  private final BlockStash stash;
  private final FinalState finals;
  private final Journaled journal;
  private final AtomicBoolean isJournalBusy = new AtomicBoolean();

  /// The bodies that stand in the journal.
  interface Journaled {
    /// Calls `answer` once with the encoded block, on the consensus thread.
    void read(BlockId id, Consumer<Optional<byte[]>> answer);
  }

  HeldBodies(BlockStash stash, FinalState finals, Journaled journal) {
    this.stash = stash;
    this.finals = finals;
    this.journal = journal;
  }

  /// Calls `answer` once with the encoded block, if it is here. Only one body at a time is read
  /// from the journal, on whose thread the votes wait too: a second one is not here, this time.
  void find(BlockId id, Consumer<Optional<byte[]>> answer) {
    Optional<Block> block = stash.block(id).or(() -> finals.block(id));
    if (block.isPresent() || !isJournalBusy.compareAndSet(false, true)) {
      answer.accept(block.map(Block::encoded));
      return;
    }
    journal.read(
        id,
        found -> {
          isJournalBusy.set(false);
          answer.accept(found);
        });
  }
}
