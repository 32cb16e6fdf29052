package cairn.ledger.store;

import cairn.ledger.Height;
import cairn.ledger.NodeKey;
import cairn.ledger.TreeNode;
import cairn.ledger.TreeUpdate;
import cairn.ledger.store.Marker.Checkpointed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides which nodes of the state tree go into a block's batch, and what of earlier ones leaves
/// the store. The committing thread's own.
///
/// The store has the whole tree only of some heights, the *checkpoints*; what blocks changed since
/// the newest is stored as changes, from which opening makes the tree anew. After enough changes
/// the tree of the newest height is captured, and its nodes go into the next batches, a part into
/// each. When all are stored, it is the newest checkpoint; when so many more bytes were written
/// that it can no longer fall into a gap, it is settled, and what only earlier heights need is
/// deleted, a part with each batch.
final class Checkpoints {
  /// When checkpoints are captured and settled.
  ///
  /// @param changes captures after so many changes of entries
  /// @param blocks captures after so many blocks
  /// @param keptBytes settles after so many bytes
  /// @param keptBlocks and after so many blocks
  record Pace(int changes, int blocks, long keptBytes, int keptBlocks) {
    /// Opening makes at most these changes again, in about 0.2 s, and reads at most these blocks.
    /// The bytes are more than the two logs that LevelDB has at a time, and the batches by which
    /// they overshoot.
    static final Pace STANDARD =
        new Pace(32_000, 500, 3L * LevelDbStore.LOG_BYTES, LedgerStore.KEPT_BLOCKS);
  }

  private static final int BATCHES_A_CHECKPOINT = 8;
  private static final int LEAST_NODES_A_BATCH = 500;
  private static final int DELETIONS_A_BATCH = 4_000;

  /// A bound for decoding: no checkpoint makes more nodes stale.
  private static final int MAX_STALE_NODES = 1 << 28;

  private record Complete(Height height, long written) {}

  private final StateNodes nodes;
  private final CheckedValues values;
  private final Pace pace;

  private Checkpointed state;
  private final Deque<Complete> unsettled = new ArrayDeque<>();

  private Height lastCaptured;
  private int changesSince;
  private List<NodeKey> staleSince = new ArrayList<>();

  private List<NodeKey> staleByCapture = List.of();
  private Iterator<Map.Entry<NodeKey, TreeNode>> unwritten = Collections.emptyIterator();
  private int nodesABatch;
  private boolean isComplete;

  private Iterator<NodeKey> deletions;

  /// Goes on from what the marker of the head says, with the tree of the newest checkpoint; the
  /// caller then feeds [#replay] with the updates since.
  Checkpoints(StateNodes nodes, CheckedValues values, Pace pace, Checkpointed state) {
    this.nodes = nodes;
    this.values = values;
    this.pace = pace;
    this.state = state;
    this.lastCaptured = state.newest();
    this.deletions = staleBy(state.settled()).iterator();
  }

  /// Notes a checkpoint that was completed in the batch up to which `written` bytes were written.
  void completed(Height height, long written) {
    if (height.isAfter(state.settled())) {
      unsettled.addLast(new Complete(height, written));
    }
  }

  /// Takes the update of a block over whose batch is stored.
  void replay(Height height, TreeUpdate update, int changes) {
    add(update, changes);
    if (state.next().equals(Optional.of(height))) {
      capture(height);
    }
  }

  /// Adds to the batch of a block what is to be done with it, and returns what its marker says of
  /// it.
  ///
  /// @param written the bytes of all batches up to this one, as far as it is filled
  Checkpointed advance(
      Height height, TreeUpdate update, int changes, long written, BlockBatch batch) {
    add(update, changes);
    if (state.next().isPresent()) {
      writeCaptured(state.next().get(), batch);
    } else if (changesSince >= pace.changes()
        || height.number() - lastCaptured.number() >= pace.blocks()) {
      capture(height);
      state = new Checkpointed(state.settled(), state.newest(), Optional.of(height));
    }
    settle(height, written, batch);
    return state;
  }

  /// The batch to which [#advance] added is stored; `written` counts it in.
  void stored(long written) {
    if (isComplete) {
      isComplete = false;
      nodes.captureIsStored();
      unsettled.addLast(new Complete(state.newest(), written));
    }
  }

  private void add(TreeUpdate update, int changes) {
    nodes.add(update);
    changesSince += changes;
    for (NodeKey key : update.staleNodes()) {
      // A younger one never reaches the store.
      if (key.version() <= lastCaptured.number()) {
        staleSince.add(key);
      }
    }
  }

  private void capture(Height height) {
    Map<NodeKey, TreeNode> captured = nodes.capture();
    unwritten = captured.entrySet().iterator();
    nodesABatch = Math.max(LEAST_NODES_A_BATCH, captured.size() / BATCHES_A_CHECKPOINT);
    staleByCapture = staleSince;
    staleSince = new ArrayList<>();
    lastCaptured = height;
    changesSince = 0;
  }

  private void writeCaptured(Height checkpoint, BlockBatch batch) {
    for (int i = 0; i < nodesABatch && unwritten.hasNext(); i++) {
      Map.Entry<NodeKey, TreeNode> node = unwritten.next();
      batch.node(node.getKey(), node.getValue());
    }
    if (!unwritten.hasNext()) {
      batch.staleNodes(checkpoint, staleByCapture);
      isComplete = true;
      state = new Checkpointed(state.settled(), checkpoint, Optional.empty());
    }
  }

  private void settle(Height height, long written, BlockBatch batch) {
    Complete oldest = unsettled.peekFirst();
    boolean nextIsDue =
        oldest != null
            && written - oldest.written() > pace.keptBytes()
            && height.number() - oldest.height().number() > pace.keptBlocks();
    if (!deletions.hasNext() && nextIsDue) {
      unsettled.removeFirst();
      deleteBetween(state.settled(), oldest.height(), batch);
      state = new Checkpointed(oldest.height(), state.newest(), state.next());
      deletions = staleBy(oldest.height()).iterator();
    }
    if (deletions.hasNext()) {
      for (int i = 0; i < DELETIONS_A_BATCH && deletions.hasNext(); i++) {
        batch.delete(Layout.node(deletions.next()));
      }
      if (!deletions.hasNext()) {
        batch.delete(Layout.staleNodes(state.settled()));
      }
    }
  }

  /// What only the heights from one settled checkpoint to the next need to be gone back to.
  private static void deleteBetween(Height settled, Height next, BlockBatch batch) {
    for (Height height = settled; height.isBefore(next); height = height.next()) {
      batch.delete(Layout.history(height));
      batch.delete(Layout.changes(height.next()));
    }
  }

  private List<NodeKey> staleBy(Height checkpoint) {
    return values
        .get(Layout.staleNodes(checkpoint), reader -> reader.list(MAX_STALE_NODES, NodeKey::read))
        .orElse(List.of());
  }
}
