package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.CorruptTreeException;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.NodeKey;
import cairn.ledger.NodeSource;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.StateTree;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeNode;
import cairn.ledger.TreeUpdate;
import cairn.ledger.store.Marker.Checkpointed;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The final ledger: blocks, what became of their transactions, and the state tree, over a
/// [KeyValueStore]. One thread commits; any thread reads.
///
/// Each block is one batch, which holds a [Marker]. Every Java port of LevelDB drops batches
/// silently where its log is damaged, also in the middle; so opening walks the markers from a
/// height that has long left the log to the end, and the first gap ends the ledger: the caller
/// commits what comes after again. For that the state of every height since then can be made again:
/// [Checkpoints] deletes what it takes only when LevelDB's logs have moved on.
///
/// What is at or below the head never changes, so readers need no lock: they see nothing above the
/// head, and a [LedgerState] reads one version of the tree.
public final class LedgerStore implements AutoCloseable {
  /// A state can be read while so many more blocks are committed.
  public static final int KEPT_BLOCKS = 256;

  private static final int GENESIS_BATCH_BYTES = 4 << 20;

  /// A bound for decoding: no block changes more entries than it has bytes.
  private static final int MAX_CHANGES = Block.MAX_BYTES;

  private final KeyValueStore store;
  private final CheckedValues values;
  private final StoredBlocks blocks;
  private final StateNodes nodes;
  private final LedgerProofs proofs;
  private final Height checked;
  private final Optional<Gap> gap;
  // The committing thread's own.
  private final Checkpoints checkpoints;
  private final Pruning pruning;

  private volatile Tip tip;
  private volatile LedgerState state;

  private LedgerStore(KeyValueStore store, Hash genesis, Checkpoints.Pace pace, Recovery recovery) {
    this.store = store;
    this.values = new CheckedValues(store);
    this.blocks = new StoredBlocks(values, genesis);
    this.tip = recovery.tip();
    this.checked = recovery.tip().head().height();
    this.gap = recovery.gap();
    this.nodes = new StateNodes(values, height -> blocks.header(height).stateRoot());
    this.checkpoints = new Checkpoints(nodes, values, pace, recovery.tip().marker().checkpoints());
    this.state = new LedgerState(tip.head(), nodes, this::head);
    nodes.hold(state);
    this.pruning = new Pruning(store, blocks, genesis);
    this.proofs = new LedgerProofs(values, blocks, pruning::isKept);
  }

  /// Writes genesis into an empty store. The ledger store closes `store` with itself.
  public static LedgerStore create(KeyValueStore store, Genesis genesis) {
    return create(store, genesis, Checkpoints.Pace.STANDARD);
  }

  static LedgerStore create(KeyValueStore store, Genesis genesis, Checkpoints.Pace pace) {
    TreeMap<Hash, byte[]> places = new TreeMap<>();
    genesis.initialState().forEach((key, entry) -> places.put(key.treeKey(), entry));
    TreeUpdate tree = StateTree.create(Height.ZERO.number(), places);
    long written = writeNodes(store, tree);
    BlockId id = genesis.genesisBlock().id();
    Hash hash = genesis.hash();
    BlockBatch batch =
        BlockBatch.of(genesis)
            .history(MerkleMountainRange.EMPTY.append(id.hash().bytes()))
            .historyNodes(MerkleMountainRange.EMPTY.nodesOf(id.hash().bytes()));
    Hash chain = Marker.chain(hash, id);
    written += batch.bytes();
    batch.end(new Marker(chain, id, written, Checkpointed.GENESIS));
    store.write(batch.batch());
    return open(store, hash, pace);
  }

  /// Writes the first tree in batches of its own, since it may be large: without the last batch of
  /// [#create] the store does not open.
  private static long writeNodes(KeyValueStore store, TreeUpdate tree) {
    long written = 0;
    BlockBatch batch = new BlockBatch(Height.ZERO);
    for (Map.Entry<NodeKey, TreeNode> node : tree.newNodes().entrySet()) {
      batch.node(node.getKey(), node.getValue());
      if (batch.bytes() >= GENESIS_BATCH_BYTES) {
        written += batch.bytes();
        store.write(batch.batch());
        batch = new BlockBatch(Height.ZERO);
      }
    }
    store.write(batch.batch());
    return written + batch.bytes();
  }

  /// Opens the store of the network with that genesis hash. The ledger store closes `store` with
  /// itself.
  public static LedgerStore open(KeyValueStore store, Hash genesis) {
    return open(store, genesis, Checkpoints.Pace.STANDARD);
  }

  static LedgerStore open(KeyValueStore store, Hash genesis, Checkpoints.Pace pace) {
    Recovery recovery = Recovery.of(new CheckedValues(store), genesis);
    LedgerStore opened = new LedgerStore(store, genesis, pace, recovery);
    try {
      opened.makeTree(recovery);
    } catch (CorruptTreeException e) {
      throw CheckedValues.damaged(String.valueOf(e.getMessage()));
    }
    opened.proofs.open(opened.state);
    return opened;
  }

  /// Makes the tree of the head from that of the newest checkpoint and the changes since.
  private void makeTree(Recovery recovery) {
    Height checkpoint = recovery.tip().marker().checkpoints().newest();
    Height previous = recovery.tip().marker().checkpoints().settled();
    for (Recovery.Entry entry : recovery.unsettled()) {
      Height newest = entry.marker().checkpoints().newest();
      if (newest.isAfter(previous)) {
        checkpoints.completed(newest, entry.marker().written());
        previous = newest;
      }
      if (entry.height().isAfter(checkpoint)) {
        replay(entry.height());
      }
    }
    requireStateRoot(head().height(), StateTree.root(nodes, head().height().number()));
  }

  private void replay(Height height) {
    SortedMap<Hash, Optional<byte[]>> changes = new TreeMap<>();
    values.require(Layout.changes(height), reader -> readChanges(reader, changes));
    TreeUpdate update = StateTree.update(nodes, height.number() - 1, height.number(), changes);
    requireStateRoot(height, update.root());
    checkpoints.replay(height, update, changes.size());
  }

  private static int readChanges(BcsReader reader, SortedMap<Hash, Optional<byte[]>> changes) {
    int count = reader.length(MAX_CHANGES);
    for (int i = 0; i < count; i++) {
      StateKey key = StateKey.read(reader);
      changes.put(key.treeKey(), reader.optional(r -> r.bytes(Block.MAX_BYTES)));
    }
    return count;
  }

  private void requireStateRoot(Height height, Hash root) {
    if (!root.equals(blocks.header(height).stateRoot())) {
      throw CheckedValues.damaged("the state of height " + height + " has another root");
    }
  }

  public Head head() {
    return tip.head();
  }

  /// The head when the store was opened: up to it all was found whole. What the caller keeps
  /// besides of blocks up to here, to mend the store with, it needs no more.
  public Height checkedHeight() {
    return checked;
  }

  /// A height that cannot get lost any more, as far as anything can be known of that: what the
  /// caller keeps besides of blocks up to here, it needs no more. It rises as the ledger grows.
  public Height settledHeight() {
    return tip.marker().checkpoints().settled();
  }

  /// What the store was found to have lost when it was opened.
  public Optional<Gap> gap() {
    return gap;
  }

  /// The state after the newest block.
  public LedgerState state() {
    return state;
  }

  /// The range over the ids of all blocks up to the head: its root is the history root of the next.
  public MerkleMountainRange history() {
    return tip.history();
  }

  /// The nodes of the state tree at the head's version, to lay updates of pending blocks over.
  public NodeSource nodes() {
    return nodes;
  }

  public Optional<BlockHeader> header(Height height) {
    return isFinal(height) ? Optional.of(blocks.header(height)) : Optional.empty();
  }

  public Optional<BlockHeader> header(BlockId id) {
    return height(id).map(blocks::header);
  }

  /// Empty also where the body was pruned.
  public Optional<Block> block(Height height) {
    return kept(height, () -> blocks.block(height));
  }

  public Optional<Block> block(BlockId id) {
    return height(id).flatMap(this::block);
  }

  public Optional<Height> height(BlockId id) {
    return blocks.height(id).filter(this::isFinal);
  }

  public Optional<List<Receipt>> receipts(Height height) {
    return kept(height, () -> blocks.receipts(height));
  }

  /// The finalization of the block itself; empty where it is final through a descendant's.
  public Optional<Certificate> finalization(Height height) {
    return isFinal(height) ? blocks.finalization(height) : Optional.empty();
  }

  /// The finalization that made the block final: its own, or else its nearest descendant's.
  public Optional<Certificate> finalizationOver(Height height) {
    Height head = head().height();
    return height.isAfter(head) ? Optional.empty() : blocks.finalizationOf(height, head);
  }

  /// Where a transaction stands in the final ledger; empty if it does not.
  public Optional<Place> place(TransactionId id) {
    return blocks.place(id).filter(place -> isKept(place.height()));
  }

  public Optional<FinalTransaction> transaction(TransactionId id) {
    return place(id).flatMap(place -> kept(place.height(), () -> blocks.transaction(place, id)));
  }

  public Optional<FinalTransaction> transaction(Place place) {
    return kept(place.height(), () -> blocks.transaction(place));
  }

  /// The places of the transactions that name the account, as sender or otherwise, the newest
  /// first, from the one after `after` on.
  public List<Place> placesOf(PublicKey account, Optional<Place> after, int limit) {
    return blocks.places(account, head().height(), after, limit).stream()
        .filter(place -> isKept(place.height()))
        .toList();
  }

  /// Visits the places of records that an account put, the newest first, from the one after `after`
  /// on, until the visitor has enough; also of records that were put again or deleted since.
  public void recordsOf(
      PublicKey owner, Optional<RecordPlace> after, Predicate<RecordPlace> visitor) {
    blocks.records(owner, head().height(), after, visitor);
  }

  /// The lowest height, genesis apart, whose body is kept; 0 while all are. It only rises.
  public Height earliest() {
    return pruning.earliest();
  }

  /// Forgets the bodies below a height that is at most the head's; on the committing thread.
  /// Deletes those of at most `most` blocks, and answers whether any below are left.
  public boolean prune(Height earliest, int most) {
    Height head = head().height();
    return !pruning.prune(earliest.isAfter(head) ? head : earliest, most);
  }

  /// Appends a block to the ledger, durably: in one batch with all that [Layout] names. The caller
  /// has checked the block; one that does not follow the head, or does not fit its own header, is a
  /// bug.
  public void commit(FinalizedBlock finalized) {
    append(finalized, BlockBatch.of(finalized));
  }

  /// Appends a block as [#commit] does, but keeps only its header and the state after it, with a
  /// note, to repeat the execution of another store's blocks: what is asked for its bodies,
  /// receipts and transactions is damaged.
  public void commitState(FinalizedBlock finalized, byte[] note) {
    append(finalized, BlockBatch.ofState(finalized, note));
  }

  /// What was noted with the head by [#commitState].
  public Optional<byte[]> note() {
    return values.get(Layout.note(head().height()));
  }

  /// What proves this ledger's answers to others.
  public LedgerProofs proofs() {
    return proofs;
  }

  /// To compare what is stored with what it must be.
  public StoreAudit audit() {
    return new StoreAudit(store, this::head, nodes);
  }

  private void append(FinalizedBlock finalized, BlockBatch batch) {
    Tip parent = tip;
    Block block = finalized.block();
    finalized.requireFollows(parent);
    byte[] id = block.id().hash().bytes();
    MerkleMountainRange history = parent.history().append(id);
    Map<StateKey, Optional<byte[]>> changes = finalized.execution().changes();
    batch.changes(changes).history(history).historyNodes(parent.history().nodesOf(id));
    Checkpointed checkpointed =
        checkpoints.advance(
            block.height(),
            finalized.tree(),
            changes.size(),
            parent.marker().written() + batch.bytes(),
            batch);
    long written = parent.marker().written() + batch.bytes();
    Hash chain = Marker.chain(parent.marker().chain(), block.id());
    Marker marker = new Marker(chain, block.id(), written, checkpointed);
    store.write(batch.end(marker).batch());
    checkpoints.stored(written);
    publish(new Tip(new Head(block.id(), block.header()), marker, history));
    finalized.finalization().ifPresent(by -> proofs.publish(state, by.certificate()));
  }

  private void publish(Tip newest) {
    LedgerState after = new LedgerState(newest.head(), nodes, this::head);
    nodes.hold(after);
    tip = newest;
    state = after;
  }

  @Override
  public void close() {
    store.close();
  }

  /// What is not there because it was pruned since the question began is no damage.
  private <T> Optional<T> kept(Height height, Supplier<T> reading) {
    if (!isKept(height)) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.get());
    } catch (StoreException e) {
      if (isKept(height)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private boolean isKept(Height height) {
    return isFinal(height) && pruning.isKept(height);
  }

  private boolean isFinal(Height height) {
    return !height.isAfter(head().height());
  }
}
