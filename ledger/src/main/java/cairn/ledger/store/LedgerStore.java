package cairn.ledger.store;

import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.NodeKey;
import cairn.ledger.NodeSource;
import cairn.ledger.Receipt;
import cairn.ledger.StateTree;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeNode;
import cairn.ledger.TreeUpdate;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Vote;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The final ledger: blocks, what became of their transactions, and the state tree, over a
/// [KeyValueStore]. One thread commits; any thread reads.
///
/// Each block is one batch, which holds a [Marker]. Every Java port of LevelDB drops batches
/// silently where its log is damaged, also in the middle; so opening walks the markers from a
/// height that has long left the log to the end, and the first gap ends the ledger: the caller
/// commits what comes after again. For that the state of every height since then is still whole:
/// stale nodes are deleted only after [#KEPT_BYTES] more were written.
///
/// What is at or below the head never changes, so readers need no lock: they see nothing above the
/// head, and a [LedgerState] reads one version of the tree.
public final class LedgerStore implements AutoCloseable {
  /// Deleting what is stale lags behind by this many bytes: more than the two logs that LevelDB has
  /// at a time, and the batches by which they overshoot.
  public static final long KEPT_BYTES = 3L * LevelDbStore.LOG_BYTES;

  private static final int CACHED_NODES = 40_000;

  /// An update cannot make more nodes stale than its block has room to touch.
  private static final int MAX_STALE_NODES = Block.MAX_BYTES;

  private final KeyValueStore store;
  private final CheckedValues values;
  private final StoredBlocks blocks;
  private final NodeCache cache = new NodeCache(CACHED_NODES);
  private final Height checked;
  private final Optional<Gap> gap;
  // The committing thread's own.
  private final Deque<Recovery.Entry> unsettled;

  private volatile Tip tip;

  private LedgerStore(KeyValueStore store, Hash genesis, Recovery recovery) {
    this.store = store;
    this.values = new CheckedValues(store);
    this.blocks = new StoredBlocks(values, genesis);
    this.tip = recovery.tip();
    this.checked = recovery.tip().head().height();
    this.gap = recovery.gap();
    this.unsettled = new ArrayDeque<>(recovery.unsettled());
  }

  /// Writes genesis into an empty store. The ledger store closes `store` with itself.
  public static LedgerStore create(KeyValueStore store, Genesis genesis) {
    TreeMap<Hash, byte[]> places = new TreeMap<>();
    genesis.initialState().forEach((key, entry) -> places.put(key.treeKey(), entry));
    TreeUpdate tree = StateTree.create(Height.ZERO.number(), places);
    Block block = genesis.genesisBlock();
    Hash hash = genesis.hash();
    BlockBatch batch =
        new BlockBatch(Height.ZERO)
            .genesis(hash)
            .block(block, block.id())
            .receipts(List.of())
            .tree(tree)
            .history(MerkleMountainRange.EMPTY.append(block.id().hash().bytes()));
    Hash chain = Marker.chain(hash, block.id());
    batch.end(new Marker(chain, block.id(), batch.batch().bytes(), Height.ZERO));
    store.write(batch.batch());
    return open(store, hash);
  }

  /// Opens the store of the network with that genesis hash. The ledger store closes `store` with
  /// itself.
  public static LedgerStore open(KeyValueStore store, Hash genesis) {
    Recovery recovery = Recovery.of(new CheckedValues(store), genesis);
    LedgerStore opened = new LedgerStore(store, genesis, recovery);
    Head head = opened.head();
    StateTree.root(opened.nodes(), head.height().number());
    return opened;
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
    return tip.marker().settled();
  }

  /// What the store was found to have lost when it was opened.
  public Optional<Gap> gap() {
    return gap;
  }

  /// The state after the newest block.
  public LedgerState state() {
    return new LedgerState(tip.head(), this::node);
  }

  /// The range over the ids of all blocks up to the head: its root is the history root of the next.
  public MerkleMountainRange history() {
    return tip.history();
  }

  /// The nodes of the state tree at the head's version, to lay updates of pending blocks over.
  public NodeSource nodes() {
    return this::node;
  }

  public Optional<BlockHeader> header(Height height) {
    return isFinal(height) ? Optional.of(blocks.header(height)) : Optional.empty();
  }

  public Optional<BlockHeader> header(BlockId id) {
    return height(id).map(blocks::header);
  }

  public Optional<Block> block(Height height) {
    return isFinal(height) ? Optional.of(blocks.block(height)) : Optional.empty();
  }

  public Optional<Block> block(BlockId id) {
    return height(id).map(blocks::block);
  }

  public Optional<Height> height(BlockId id) {
    return blocks.height(id).filter(this::isFinal);
  }

  public Optional<List<Receipt>> receipts(Height height) {
    return isFinal(height) ? Optional.of(blocks.receipts(height)) : Optional.empty();
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
    return blocks.place(id).filter(place -> isFinal(place.height()));
  }

  public Optional<FinalTransaction> transaction(TransactionId id) {
    return place(id).map(place -> blocks.transaction(place, id));
  }

  public Optional<FinalTransaction> transaction(Place place) {
    return isFinal(place.height()) ? Optional.of(blocks.transaction(place)) : Optional.empty();
  }

  /// The places of the transactions that name the account, as sender or otherwise, the newest
  /// first, from the one after `after` on.
  public List<Place> placesOf(PublicKey account, Optional<Place> after, int limit) {
    return blocks.places(account, head().height(), after, limit);
  }

  /// Appends a block to the ledger, durably: in one batch with all that [Layout] names. The caller
  /// has checked the block; one that does not follow the head, or does not fit its own header, is a
  /// bug.
  public void commit(FinalizedBlock finalized) {
    Tip parent = tip;
    Block block = finalized.block();
    requireFits(parent, finalized);
    MerkleMountainRange history = parent.history().append(block.id().hash().bytes());
    BlockBatch batch =
        new BlockBatch(block.height())
            .block(block, block.id())
            .receipts(finalized.execution().receipts())
            .index(finalized.execution().transactions())
            .tree(finalized.tree())
            .history(history);
    finalized.finalization().ifPresent(verified -> batch.finalization(verified.certificate()));
    long written = Math.addExact(parent.marker().written(), batch.batch().bytes());
    Height settled = settle(parent.marker().settled(), written, batch);
    Hash chain = Marker.chain(parent.marker().chain(), block.id());
    Marker marker = new Marker(chain, block.id(), written, settled);
    store.write(batch.end(marker).batch());
    unsettled.addLast(new Recovery.Entry(block.height(), marker));
    finalized.tree().newNodes().forEach(cache::put);
    tip = new Tip(new Head(block.id(), block.header()), marker, history);
  }

  private static void requireFits(Tip parent, FinalizedBlock finalized) {
    Block block = finalized.block();
    BlockHeader header = block.header();
    require(header.height().equals(parent.head().height().next()), block, "is not the next block");
    require(header.parent().equals(parent.head().id()), block, "has another parent than the head");
    require(
        header.historyRoot().equals(parent.history().root()), block, "has another history root");
    require(
        finalized.tree().version() == header.height().number()
            && finalized.tree().root().equals(header.stateRoot()),
        block,
        "has another state root than its tree");
    require(
        block.transactions().size() == finalized.execution().transactions().size()
            && block.transactions().size() == finalized.execution().receipts().size(),
        block,
        "has not one receipt a transaction");
    finalized
        .finalization()
        .ifPresent(verified ->
            require(
                verified.vote() instanceof Vote.Finalize vote && vote.block().equals(block.id()),
                block,
                "has the finalization of another"));
  }

  private static void require(boolean holds, Block block, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(block + " " + otherwise);
    }
  }

  /// Deletes what only heights need that cannot come back; returns the new lowest one that can.
  private Height settle(Height settled, long written, BlockBatch batch) {
    Height lowest = settled;
    Recovery.Entry next = unsettled.peekFirst();
    while (next != null && written - next.marker().written() > KEPT_BYTES) {
      lowest = next.height();
      List<NodeKey> stale =
          values
              .get(Layout.staleNodes(lowest), reader -> reader.list(MAX_STALE_NODES, NodeKey::read))
              .orElse(List.of());
      batch.settle(lowest, stale);
      unsettled.removeFirst();
      next = unsettled.peekFirst();
    }
    return lowest;
  }

  @Override
  public void close() {
    store.close();
  }

  private boolean isFinal(Height height) {
    return !height.isAfter(head().height());
  }

  private Optional<TreeNode> node(NodeKey key) {
    Optional<TreeNode> cached = cache.get(key);
    if (cached.isPresent()) {
      return cached;
    }
    Optional<TreeNode> read = values.get(Layout.node(key), TreeNode::read);
    read.ifPresent(node -> {
      requireRoot(key, node);
      cache.put(key, node);
    });
    return read;
  }

  /// A root has no parent that names its hash; its header does.
  private void requireRoot(NodeKey key, TreeNode node) {
    if (key.depth() == 0
        && !node.hash().equals(blocks.header(new Height(key.version())).stateRoot())) {
      throw CheckedValues.damaged("the " + key + " is not its header's state root");
    }
  }
}
