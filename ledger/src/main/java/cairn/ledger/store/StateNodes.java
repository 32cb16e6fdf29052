package cairn.ledger.store;

import cairn.crypto.Hash;
import cairn.ledger.Height;
import cairn.ledger.NodeKey;
import cairn.ledger.NodeSource;
import cairn.ledger.TreeNode;
import cairn.ledger.TreeUpdate;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The nodes of the state tree: the newest in memory, the others in the store. The committing
/// thread changes it, any thread reads.
///
/// Most nodes live for a few blocks only, since every block makes the upper ones anew. So a node is
/// kept in memory until the next checkpoint is captured, and reaches the store only if it is still
/// part of the tree then. A stale one is retained for as long as somebody holds a [LedgerState]
/// that needs it.
final class StateNodes implements NodeSource {
  private static final int CACHED_NODES = 40_000;

  /// Both are made since the newest stored checkpoint.
  ///
  /// @param recent nodes of the tree that no checkpoint has captured
  /// @param captured nodes of the checkpoint that is being stored
  private record Layers(
      ConcurrentHashMap<NodeKey, TreeNode> recent, ConcurrentHashMap<NodeKey, TreeNode> captured) {}

  private final CheckedValues values;
  private final Function<Height, Hash> stateRoots;
  private final NodeCache cache = new NodeCache(CACHED_NODES);
  private final ConcurrentHashMap<NodeKey, TreeNode> retained = new ConcurrentHashMap<>();
  // The committing thread's own: what became stale, version by version, and who may still read it.
  private final Deque<Stale> stale = new ArrayDeque<>();
  private final Deque<WeakReference<LedgerState>> states = new ArrayDeque<>();

  private volatile Layers layers = new Layers(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

  private record Stale(Height version, List<NodeKey> nodes) {}

  /// The state root of a height is what its header says.
  StateNodes(CheckedValues values, Function<Height, Hash> stateRoots) {
    this.values = values;
    this.stateRoots = stateRoots;
  }

  @Override
  public Optional<TreeNode> node(NodeKey key) {
    Layers now = layers;
    TreeNode node = now.recent.get(key);
    if (node == null) {
      node = now.captured.get(key);
    }
    if (node == null) {
      node = retained.get(key);
    }
    return node != null ? Optional.of(node) : cache.get(key).or(() -> stored(key));
  }

  private Optional<TreeNode> stored(NodeKey key) {
    Optional<TreeNode> node = values.get(Layout.node(key), TreeNode::read);
    node.ifPresent(found -> {
      requireRoot(key, found);
      cache.put(key, found);
    });
    return node;
  }

  /// A root has no parent that names its hash; its header does.
  private void requireRoot(NodeKey key, TreeNode node) {
    if (key.depth() == 0 && !node.hash().equals(stateRoots.apply(new Height(key.version())))) {
      throw CheckedValues.damaged("the " + key + " is not its header's state root");
    }
  }

  /// Adds the nodes of the next version. Those that it makes stale can still be read while a state
  /// before it is held.
  void add(TreeUpdate update) {
    Layers now = layers;
    now.recent.putAll(update.newNodes());
    for (NodeKey key : update.staleNodes()) {
      TreeNode node = now.recent.get(key);
      if (node != null) {
        retained.put(key, node);
        now.recent.remove(key);
      }
    }
    stale.addLast(new Stale(new Height(update.version()), update.staleNodes()));
    dropUpTo(oldestHeld());
  }

  /// Retains what this state needs until nobody holds it any more; called for each height in turn.
  void hold(LedgerState state) {
    states.addLast(new WeakReference<>(state));
  }

  /// The lowest height whose state somebody may still read.
  Height oldestHeld() {
    while (!states.isEmpty()) {
      LedgerState oldest = states.getFirst().get();
      if (oldest != null) {
        return oldest.head().height();
      }
      states.removeFirst();
    }
    return Height.ZERO;
  }

  private void dropUpTo(Height oldestHeld) {
    while (!stale.isEmpty() && !stale.getFirst().version().isAfter(oldestHeld)) {
      for (NodeKey key : stale.removeFirst().nodes()) {
        retained.remove(key);
        cache.remove(key);
      }
    }
  }

  /// Hands out the nodes of the newest version that are not in the store yet; they stay readable
  /// here.
  Map<NodeKey, TreeNode> capture() {
    ConcurrentHashMap<NodeKey, TreeNode> captured = layers.recent;
    layers = new Layers(new ConcurrentHashMap<>(), captured);
    return captured;
  }

  /// The captured nodes are in the store.
  void captureIsStored() {
    Layers now = layers;
    now.captured.forEach(cache::put);
    layers = new Layers(now.recent, new ConcurrentHashMap<>());
  }
}
