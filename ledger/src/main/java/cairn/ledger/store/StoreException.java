package cairn.ledger.store;

/// The store cannot do what it must: a write failed, or what it holds is damaged. The sentence says
/// what happened, where, and what to do next; nothing was answered wrongly. The node stops.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  public StoreException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public StoreException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
