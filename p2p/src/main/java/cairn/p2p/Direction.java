package cairn.p2p;

/// Who dialled a connection.
public enum Direction {
  /// The other side dialled us.
  INBOUND,
  /// We dialled the other side.
  OUTBOUND
}
