package cairn.ledger.store;

import cairn.ledger.LedgerView;
import cairn.ledger.NodeSource;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.StateTree;
import java.util.Optional;

/// The final state at one height, whatever is committed later. Safe for any thread. It can be read
/// for as long as the store keeps that height, at least while the next [LedgerStore#KEPT_BYTES] are
/// written; after that a read throws.
public final class LedgerState implements LedgerView {
  private final Head head;
  private final NodeSource nodes;

  LedgerState(Head head, NodeSource nodes) {
    this.head = head;
    this.nodes = nodes;
  }

  /// The block whose state this is.
  public Head head() {
    return head;
  }

  @Override
  public Optional<byte[]> read(StateKey key) {
    return StateTree.read(nodes, head.height().number(), key.treeKey());
  }

  /// Proves to the head's state root what [#read] answers.
  public StateProof prove(StateKey key) {
    return StateTree.prove(nodes, head.height().number(), key.treeKey());
  }
}
