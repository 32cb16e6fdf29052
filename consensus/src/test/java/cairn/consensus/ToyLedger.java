package cairn.consensus;

import cairn.quorum.BlockId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The application of one simulated node: bodies, the committed chain, and payments that wait.
///
/// The committed chain stands for the store and survives a crash; bodies come back from the
/// journal, and waiting payments are lost.
final class ToyLedger {
  private final BlockId root;
  private final Map<BlockId, ToyBlock> bodies = new HashMap<>();
  private final TreeSet<Long> waiting = new TreeSet<>();

  // The store.
  private final Map<BlockId, ToyBlock> stored;
  private final Set<Long> paid;
  private BlockId head;

  ToyLedger(BlockId root) {
    this(root, new HashMap<>(), new HashSet<>(), root);
  }

  private ToyLedger(BlockId root, Map<BlockId, ToyBlock> stored, Set<Long> paid, BlockId head) {
    this.root = root;
    this.stored = stored;
    this.paid = paid;
    this.head = head;
  }

  /// What a crash leaves.
  ToyLedger afterCrash() {
    return new ToyLedger(root, stored, paid, head);
  }

  boolean offer(long payment) {
    return !paid.contains(payment) && waiting.add(payment);
  }

  TreeSet<Long> waiting() {
    return waiting;
  }

  boolean isPaid(long payment) {
    return paid.contains(payment);
  }

  long height() {
    return heightOf(head);
  }

  BlockId head() {
    return head;
  }

  void add(ToyBlock block) {
    bodies.put(block.id(), block);
  }

  Optional<ToyBlock> body(BlockId id) {
    return Optional.ofNullable(bodies.getOrDefault(id, stored.get(id)));
  }

  boolean isCommitted(BlockId id) {
    return id.equals(root) || stored.containsKey(id);
  }

  /// The first block without a body on the way from `tip` down to the committed chain; empty if the
  /// way is complete.
  Optional<BlockId> missingBelow(BlockId tip) {
    BlockId at = tip;
    while (!isCommitted(at)) {
      ToyBlock block = bodies.get(at);
      if (block == null) {
        return Optional.of(at);
      }
      at = block.parent();
    }
    return Optional.empty();
  }

  /// The blocks from the committed chain, exclusive, to `tip`, inclusive, the lowest first. The way
  /// must be complete.
  List<ToyBlock> pathTo(BlockId tip) {
    List<ToyBlock> path = new ArrayList<>();
    BlockId at = tip;
    while (!isCommitted(at)) {
      ToyBlock block = bodies.get(at);
      path.addFirst(block);
      at = block.parent();
    }
    return path;
  }

  long heightOf(BlockId id) {
    return id.equals(root) ? 0 : body(id).orElseThrow().height();
  }

  /// The waiting payments that stand in no block up to `tip`. The way must be complete.
  List<Long> payable(BlockId tip) {
    TreeSet<Long> payable = new TreeSet<>(waiting);
    payable.removeIf(paid::contains);
    pathTo(tip).forEach(block -> payable.removeAll(block.payments()));
    return List.copyOf(payable);
  }

  /// Whether `block` may follow its parent. The way to the parent must be complete.
  boolean isValid(ToyBlock block) {
    if (block.height() != heightOf(block.parent()) + 1) {
      return false;
    }
    Set<Long> seen = new HashSet<>();
    pathTo(block.parent()).forEach(ancestor -> seen.addAll(ancestor.payments()));
    return block.payments().stream().allMatch(p -> !paid.contains(p) && seen.add(p));
  }

  void commit(ToyBlock block) {
    if (!block.parent().equals(head)) {
      throw new AssertionError("block " + block.id() + " does not follow the head " + head);
    }
    stored.put(block.id(), block);
    head = block.id();
    paid.addAll(block.payments());
    waiting.removeAll(block.payments());
  }
}
