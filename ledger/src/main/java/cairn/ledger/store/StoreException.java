package cairn.ledger.store;

/// The store cannot do what it must: a write failed, or what it holds is damaged. The sentence says
/// what happened, where, and what to do next; nothing was answered wrongly. The node stops.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;
  private final String damage;

  public StoreException(String sentence) {
    super(sentence);
    this.sentence = sentence;
    this.damage = "";
  }

  private StoreException(String sentence, String damage) {
    super(sentence);
    this.sentence = sentence;
    this.damage = damage;
  }

  public StoreException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
    this.damage = "";
  }

  /// What the store holds is damaged.
  ///
  /// @param damage which entry, and how
  static StoreException damaged(String damage, String sentence) {
    return new StoreException(sentence, damage);
  }

  /// Which entry is damaged and how, without advice; the whole sentence if no entry is known to be.
  public String damage() {
    return damage.isEmpty() ? sentence : damage;
  }

  public String sentence() {
    return sentence;
  }
}
