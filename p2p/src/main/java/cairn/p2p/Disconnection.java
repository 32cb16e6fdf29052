package cairn.p2p;

/// How a connection ended: the reason, which side gave it, and a detail for people (the rule that
/// was broken, for example).
public record Disconnection(DisconnectReason reason, Side side, String detail) {
  /// Which side ended the connection.
  public enum Side {
    HERE,
    THERE
  }

  public static Disconnection here(DisconnectReason reason, String detail) {
    return new Disconnection(reason, Side.HERE, detail);
  }

  public static Disconnection there(DisconnectReason reason, String detail) {
    return new Disconnection(reason, Side.THERE, detail);
  }

  @Override
  public String toString() {
    String what = detail.isEmpty() ? reason.toString() : reason + " (" + detail + ")";
    return side == Side.HERE ? what : what + ", said by the other side";
  }
}
