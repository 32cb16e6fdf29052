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

  /// Whether this side found that the other broke a rule.
  public boolean isOffence() {
    return side == Side.HERE && reason == DisconnectReason.OFFENCE;
  }

  /// Whether the other side is told why, if it can still be.
  public boolean isToldToOther() {
    return side == Side.HERE && reason != DisconnectReason.LOST;
  }

  @Override
  public String toString() {
    String what = detail.isEmpty() ? reason.toString() : reason + " (" + detail + ")";
    return side == Side.HERE ? what : what + ", said by the other side";
  }
}
