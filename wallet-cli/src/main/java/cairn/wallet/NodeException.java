package cairn.wallet;

/// A node that could not be asked, or that answered with an error.
public abstract sealed class NodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private NodeException(String message) {
    super(message, null, false, false);
  }

  /// What went wrong, in words.
  public String text() {
    return String.valueOf(getMessage());
  }

  /// No answer: nobody listens there, or the connection broke. What was sent may have arrived.
  public static final class Unreachable extends NodeException {
    private static final long serialVersionUID = 1L;

    public Unreachable(String url, String why) {
      super("no answer from " + url + ": " + why);
    }
  }

  /// An answer that is not one of a Cairn node's.
  public static final class Garbled extends NodeException {
    private static final long serialVersionUID = 1L;

    public Garbled(String url, String why) {
      super("the answer of " + url + " is not that of a Cairn node: " + why);
    }
  }

  /// A JSON-RPC error.
  public static final class Refused extends NodeException {
    private static final long serialVersionUID = 1L;
    private static final int INTERNAL_ERROR = -32603;

    private final int number;
    private final String kind;
    private final String hint;

    public Refused(int number, String kind, String message, String hint) {
      super(message);
      this.number = number;
      this.kind = kind;
      this.hint = hint;
    }

    public int number() {
      return number;
    }

    /// The stable name, as in `NONCE_TOO_LOW`; empty where the node gave none.
    public String kind() {
      return kind;
    }

    /// Whether the node has too much to do, and did nothing.
    public boolean isOverloaded() {
      return kind.equals("OVERLOADED");
    }

    /// Whether the node failed, after which nothing is known of what it did.
    public boolean isInternalError() {
      return number == INTERNAL_ERROR;
    }

    public String hint() {
      return hint;
    }
  }
}
