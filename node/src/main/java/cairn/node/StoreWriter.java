package cairn.node;

import cairn.disk.DiskException;
import cairn.ledger.Height;
import cairn.ledger.store.FinalizedBlock;
import cairn.ledger.store.LedgerState;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreException;
import cairn.quorum.VerifiedCertificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/// The one writer of the store, on the *store thread*, a serial executor: it takes in final blocks
/// in their order. [Chain] bounds how many wait.
final class StoreWriter {
  private static final int BLOCKS_A_PRUNING = 64;

  private final Executor thread;
  private final LedgerStore store;
  private final FailStop failStop;
  private final long keptBlocks;

  /// Of the store thread: after one failed write the later blocks have nothing to follow.
  private boolean hasFailed;

  /// @param keptBlocks the newest blocks whose bodies are kept; 0 for all
  StoreWriter(Executor thread, LedgerStore store, FailStop failStop, long keptBlocks) {
    this.thread = thread;
    this.store = store;
    this.failStop = failStop;
    this.keptBlocks = keptBlocks;
  }

  /// A few blocks at a time, so that none waits long for it; more than one a commit, so that it
  /// catches up.
  private void prune() {
    long floor = store.head().height().number() - keptBlocks + 1;
    if (keptBlocks > 0 && floor - store.earliest().number() >= BLOCKS_A_PRUNING) {
      store.prune(new Height(floor), 2 * BLOCKS_A_PRUNING);
    }
  }

  /// Commits a block that follows the one before; then tells `stored`, with the state after it.
  ///
  /// @param over the finalization of the block or of a descendant
  void commit(
      ExecutedBlock block,
      VerifiedCertificate over,
      BiConsumer<ExecutedBlock, LedgerState> stored) {
    thread.execute(() -> {
      if (hasFailed) {
        return;
      }
      Optional<VerifiedCertificate> own =
          Optional.of(over).filter(it -> Finalizations.isOf(it.certificate(), block.id()));
      try {
        store.commit(new FinalizedBlock(block.block(), block.execution(), block.tree(), own));
        stored.accept(block, store.state());
        prune();
      } catch (StoreException | DiskException e) {
        hasFailed = true;
        failStop.stop(String.valueOf(e.getMessage()), List.of());
      }
    });
  }
}
