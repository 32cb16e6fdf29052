package cairn.ledger.store;

import cairn.ledger.CorruptTreeException;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.NodeSource;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.StateTree;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// The final state at one height, whatever is committed later. Safe for any thread. It can be read
/// until [StateNodes#RETAINED_BLOCKS] more blocks are committed; after that a read throws.
public final class LedgerState implements LedgerView {
  private final Head head;
  private final NodeSource nodes;
  private final Supplier<Height> newest;

  LedgerState(Head head, NodeSource nodes, Supplier<Height> newest) {
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
      if (newest.get().number() - height >= StateNodes.RETAINED_BLOCKS) {
        throw new IllegalStateException(
            "The state at height " + height + " is no longer kept; take a newer one.", e);
      }
      throw CheckedValues.damaged(String.valueOf(e.getMessage()));
    }
  }
}
