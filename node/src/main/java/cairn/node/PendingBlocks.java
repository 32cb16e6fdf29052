package cairn.node;

import cairn.ledger.LedgerView;
import cairn.ledger.NodeKey;
import cairn.ledger.NodeSource;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeNode;
import cairn.ledger.store.LedgerState;
import cairn.quorum.BlockId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The executed blocks above the store: a tree with the store's head, the *base*, at its root.
/// Belongs to the ledger thread.
///
/// A state above the base is the store's with the changes of the blocks between laid over it,
/// newest first. Reading the store while it takes in a block of the base's children is safe: what
/// that block changes is read from the overlay.
final class PendingBlocks {
  private final Map<BlockId, ExecutedBlock> blocks = new LinkedHashMap<>();
  private ChainTip base;

  PendingBlocks(ChainTip base) {
    this.base = base;
  }

  ChainTip base() {
    return base;
  }

  int size() {
    return blocks.size();
  }

  Optional<ExecutedBlock> block(BlockId id) {
    return Optional.ofNullable(blocks.get(id));
  }

  /// Whether a block may be built on `id`.
  boolean contains(BlockId id) {
    return id.equals(base.id()) || blocks.containsKey(id);
  }

  /// Adds a block whose parent is contained.
  void add(ExecutedBlock block) {
    blocks.put(block.id(), block);
  }

  /// The blocks above the base up to `id`, newest first; call only for a contained one.
  List<ExecutedBlock> pathTo(BlockId id) {
    List<ExecutedBlock> path = new ArrayList<>();
    BlockId current = id;
    while (!current.equals(base.id())) {
      ExecutedBlock block = block(current).orElseThrow();
      path.add(block);
      current = block.parent();
    }
    return path;
  }

  /// What a child of `id` stands on; call only for a contained one.
  ChainTip tip(BlockId id) {
    List<ExecutedBlock> path = pathTo(id);
    if (path.isEmpty()) {
      return base;
    }
    ExecutedBlock block = path.getFirst();
    return new ChainTip(
        id, block.header(), state(path, base.state()), nodes(path, base.nodes()), block.history());
  }

  /// Whether one of the blocks above the base up to `id` has a transaction.
  Predicate<TransactionId> included(BlockId id) {
    List<ExecutedBlock> path = pathTo(id);
    return transaction -> path.stream().anyMatch(block -> block.place(transaction).isPresent());
  }

  /// The store has taken in `block`, a child of the base, which left `state`. What does not descend
  /// from it must have been removed.
  void stored(ExecutedBlock block, LedgerState state) {
    blocks.remove(block.id());
    base = new ChainTip(block.id(), block.header(), state, base.nodes(), block.history());
  }

  /// Removes all that can no longer become final once `block` is: what is neither on the way to it
  /// nor descends from it. Returns the removed.
  List<ExecutedBlock> keepOnly(ExecutedBlock block) {
    List<BlockId> kept =
        new ArrayList<>(pathTo(block.id()).stream().map(ExecutedBlock::id).toList());
    List<ExecutedBlock> removed = new ArrayList<>();
    // Parents come before their children here.
    for (Iterator<ExecutedBlock> all = blocks.values().iterator(); all.hasNext(); ) {
      ExecutedBlock next = all.next();
      if (kept.contains(next.id())) {
        continue;
      }
      boolean isAbove = next.height().isAfter(block.height());
      if (isAbove && kept.contains(next.parent())) {
        kept.add(next.id());
      } else {
        all.remove();
        removed.add(next);
      }
    }
    return removed;
  }

  /// A state with what blocks changed, the newest first, laid over it.
  static LedgerView state(List<ExecutedBlock> path, LedgerView below) {
    List<Map<StateKey, Optional<byte[]>>> overlays =
        path.stream().map(ExecutedBlock::changes).toList();
    return key -> {
      for (Map<StateKey, Optional<byte[]>> overlay : overlays) {
        Optional<byte[]> changed = overlay.get(key);
        if (changed != null) {
          return changed;
        }
      }
      return below.read(key);
    };
  }

  private static NodeSource nodes(List<ExecutedBlock> path, NodeSource below) {
    List<Map<NodeKey, TreeNode>> overlays =
        path.stream().map(block -> block.tree().newNodes()).toList();
    return key -> {
      for (Map<NodeKey, TreeNode> overlay : overlays) {
        TreeNode added = overlay.get(key);
        if (added != null) {
          return Optional.of(added);
        }
      }
      return below.node(key);
    };
  }
}
