package cairn.ledger;

/// A node of the state tree that is missing, or is not the one that its parent names: the store
/// lost it or changed it. The node must stop; its message names the node.
public final class CorruptTreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptTreeException(String message) {
    super(message);
  }
}
