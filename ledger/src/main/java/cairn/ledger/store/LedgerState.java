package cairn.ledger.store;

import cairn.ledger.CorruptTreeException;
import cairn.ledger.LedgerView;
import cairn.ledger.NodeSource;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.StateTree;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// The final state at one height, whatever is committed later. Safe for any thread. It can be read
/// at least until [LedgerStore#KEPT_BLOCKS] more blocks are committed; after that a read may throw.
public final class LedgerState implements LedgerView {
  private final Head head;
  private final NodeSource nodes;

  private final Supplier<Head> newest;

  LedgerState(Head head, NodeSource nodes, Supplier<Head> newest) {
    this.head = head;
    this.nodes = nodes;
    this.newest = newest;
  }

  /// The block whose state this is.
  public Head head() {
    return head;
  }

  @Override
  public Optional<byte[]> read(StateKey key) {
    return reading(version -> StateTree.read(nodes, version, key.treeKey()));
  }

  /// Proves to the head's state root what [#read] answers.
  public StateProof prove(StateKey key) {
    return reading(version -> StateTree.prove(nodes, version, key.treeKey()));
  }

  private <T> T reading(LongFunction<T> action) {
    long height = head.height().number();
    try {
      return action.apply(height);
    } catch (CorruptTreeException e) {
      if (newest.get().height().number() - height > LedgerStore.KEPT_BLOCKS) {
        throw new IllegalStateException(
            "The state at height " + height + " is no longer kept; take a newer one.", e);
      }
      throw CheckedValues.damaged(String.valueOf(e.getMessage()));
    } finally {
      // Whoever reads holds it, whatever the compiler makes of that.
      Reference.reachabilityFence(this);
    }
  }
}
