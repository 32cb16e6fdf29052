package cairn.ledger;

/// The versions of the ledger's rules that this program knows.
public final class Protocol {
  /// The first and only one.
  public static final int VERSION_1 = 1;

  private Protocol() {}
}
