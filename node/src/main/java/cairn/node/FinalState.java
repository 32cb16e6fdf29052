package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.ledger.store.FinalTransaction;
import cairn.ledger.store.LedgerProofs;
import cairn.ledger.store.LedgerState;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import cairn.node.api.ChainHead;
import cairn.node.api.FinalBlock;
import cairn.node.api.HistoryView;
import cairn.node.api.LedgerNode;
import cairn.node.api.RecordsView;
import cairn.node.api.TransactionView;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.VerifiedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is final, for readers on any thread: the store, and above it the final blocks that the
/// store has not taken in yet. The ledger thread publishes it as one immutable snapshot after the
/// other, so that a read is of one height and heights never go back.
final class FinalState {
  /// A final block that the store may not have yet.
  ///
  /// @param over the finalization of the block or of a descendant
  private record Unstored(ExecutedBlock block, VerifiedCertificate over) {}

  /// @param stored the state below the unstored blocks
  /// @param unstored the newest first
  private record Snapshot(ChainHead head, LedgerView stored, List<Unstored> unstored) {}

  private final LedgerStore store;
  private volatile Snapshot snapshot;

  FinalState(LedgerStore store) {
    this.store = store;
    LedgerState state = store.state();
    this.snapshot =
        new Snapshot(new ChainHead(state.head().id(), state.head().header()), state, List.of());
  }

  /// On the ledger thread: the next block is final.
  void publish(ExecutedBlock block, VerifiedCertificate over) {
    Snapshot old = snapshot;
    List<Unstored> unstored = new ArrayList<>();
    unstored.add(new Unstored(block, over));
    unstored.addAll(old.unstored());
    snapshot =
        new Snapshot(
            new ChainHead(block.id(), block.header()), old.stored(), List.copyOf(unstored));
  }

  /// On the ledger thread: the oldest unstored block is in the store, whose state it left is given.
  void stored(LedgerState state) {
    Snapshot old = snapshot;
    List<Unstored> unstored = old.unstored().subList(0, old.unstored().size() - 1);
    snapshot = new Snapshot(old.head(), state, List.copyOf(unstored));
  }

  ChainHead head() {
    return snapshot.head();
  }

  /// What proves what the store has; it follows the head by as much as the store does.
  LedgerProofs proofs() {
    return store.proofs();
  }

  /// The state at the head, as one immutable view.
  LedgerView state() {
    return state(snapshot);
  }

  Account account(PublicKey key) {
    return state().account(key);
  }

  /// An account, with the head of the state that it was read in.
  Map.Entry<ChainHead, Optional<Account>> accountAtHead(PublicKey key) {
    Snapshot now = snapshot;
    Optional<byte[]> entry = state(now).read(StateKey.account(key));
    return Map.entry(now.head(), entry.map(Account::decode));
  }

  Optional<Block> block(BlockId id) {
    for (Unstored unstored : snapshot.unstored()) {
      if (unstored.block().id().equals(id)) {
        return Optional.of(unstored.block().block());
      }
    }
    return store.block(id);
  }

  Optional<FinalBlock> finalBlock(Height height) {
    for (Unstored unstored : snapshot.unstored()) {
      if (unstored.block().height().equals(height)) {
        return Optional.of(finalBlock(unstored));
      }
    }
    return store.block(height).flatMap(block -> stored(block, height));
  }

  Optional<Height> height(BlockId id) {
    for (Unstored unstored : snapshot.unstored()) {
      if (unstored.block().id().equals(id)) {
        return Optional.of(unstored.block().height());
      }
    }
    return store.height(id);
  }

  Optional<FinalBlock> finalBlock(BlockId id) {
    for (Unstored unstored : snapshot.unstored()) {
      if (unstored.block().id().equals(id)) {
        return Optional.of(finalBlock(unstored));
      }
    }
    return store.block(id).flatMap(block -> stored(block, block.height()));
  }

  /// What surrounds the transactions of the final block at that height; its body is not read, since
  /// everybody who waits for one of them asks for this.
  Optional<TransactionView.Place> place(Height height) {
    for (Unstored unstored : snapshot.unstored()) {
      if (unstored.block().height().equals(height)) {
        return Optional.of(
            new TransactionView.Place(
                unstored.block().id(),
                unstored.block().header().timestamp(),
                unstored.over().certificate()));
      }
    }
    return store
        .header(height)
        .flatMap(header ->
            finalizationOver(height)
                .map(over -> new TransactionView.Place(header.id(), header.timestamp(), over)));
  }

  /// Where a transaction stands, if it is in a final block.
  Optional<TransactionStatus.Inclusion> inclusion(TransactionId id) {
    for (Unstored unstored : snapshot.unstored()) {
      Optional<Integer> place = unstored.block().place(id);
      if (place.isPresent()) {
        Receipt receipt = unstored.block().execution().receipts().get(place.get());
        return Optional.of(
            new TransactionStatus.Inclusion(unstored.block().height(), place.get(), receipt));
      }
    }
    return store.transaction(id).map(FinalState::inclusion);
  }

  private static TransactionStatus.Inclusion inclusion(FinalTransaction stored) {
    return new TransactionStatus.Inclusion(
        stored.place().height(), stored.place().index(), stored.receipt());
  }

  /// See [LedgerNode#history].
  HistoryView history(PublicKey account, Optional<Place> after, int limit) {
    Snapshot now = snapshot;
    HistoryPages.Page<Place, HistoryView.Entry> page =
        new HistoryPages(store, unstoredBlocks(now), now.head().height())
            .transactions(account, after, limit);
    return new HistoryView(now.head(), page.entries(), page.next(), store.earliest());
  }

  /// See [LedgerNode#records].
  RecordsView records(PublicKey owner, String prefix, Optional<RecordPlace> after, int limit) {
    Snapshot now = snapshot;
    HistoryPages.Page<RecordPlace, RecordsView.Entry> page =
        new HistoryPages(store, unstoredBlocks(now), now.head().height())
            .records(state(now), new HistoryPages.Wanted(owner, prefix), after, limit);
    return new RecordsView(now.head(), page.entries(), page.next());
  }

  private static List<ExecutedBlock> unstoredBlocks(Snapshot snapshot) {
    return snapshot.unstored().stream().map(Unstored::block).toList();
  }

  private Optional<FinalBlock> stored(Block block, Height height) {
    // Nobody votes for genesis.
    Optional<Certificate> over =
        height.equals(Height.ZERO) ? Optional.empty() : finalizationOver(height);
    return store
        .receipts(height)
        .map(receipts -> new FinalBlock(block.id(), block, receipts, over));
  }

  /// The store is asked once more, since the descendant may have moved into it between the first
  /// two looks.
  private Optional<Certificate> finalizationOver(Height height) {
    return store
        .finalizationOver(height)
        .or(() -> oldestUnstored().map(VerifiedCertificate::certificate))
        .or(() -> store.finalizationOver(height));
  }

  /// A stored block may be final through a descendant that is not stored yet.
  private Optional<VerifiedCertificate> oldestUnstored() {
    List<Unstored> unstored = snapshot.unstored();
    return unstored.isEmpty() ? Optional.empty() : Optional.of(unstored.getLast().over());
  }

  private static FinalBlock finalBlock(Unstored unstored) {
    ExecutedBlock block = unstored.block();
    return new FinalBlock(
        block.id(),
        block.block(),
        block.execution().receipts(),
        Optional.of(unstored.over().certificate()));
  }

  private static LedgerView state(Snapshot snapshot) {
    if (snapshot.unstored().isEmpty()) {
      return snapshot.stored();
    }
    List<ExecutedBlock> overlays = snapshot.unstored().stream().map(Unstored::block).toList();
    return PendingBlocks.state(overlays, snapshot.stored());
  }
}
