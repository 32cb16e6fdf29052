package cairn.ledger;

/// The versions of the ledger's rules that this program knows.
public final class Protocol {
  /// The first and only one.
  public static final int VERSION_1 = 1;

  /// Whether this version of the program has the rules of that protocol.
  public static boolean isKnown(int protocol) {
    return protocol == VERSION_1;
  }

  static void requireNumber(int protocol) {
    if (protocol < 0 || protocol > 0xFFFF) {
      throw new IllegalArgumentException("a protocol is a number up to 65535, not " + protocol);
    }
  }

  private Protocol() {}
}
