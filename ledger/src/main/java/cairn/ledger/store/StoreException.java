package cairn.ledger.store;

/// The store cannot do what it must: a write failed, or what it holds is damaged. The message says
/// what happened, where, and what to do next; nothing was answered wrongly. The node stops.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
