package cairn.p2p;

/// Why a connection ended, or never came to be. Those with a code are told to the other side in a
/// GOODBYE frame; the others are only seen at this end.
public enum DisconnectReason {
  /// The other side closed the connection or it broke, without a word.
  LOST(0),
  /// This node, or the other, is stopping.
  STOPPING(1),
  /// Nothing was heard for the read timeout, or the handshake took too long.
  TIMEOUT(2),
  /// No protocol version in common.
  WRONG_PROTOCOL(3),
  /// The other side belongs to another network.
  WRONG_GENESIS(4),
  /// The node reached itself.
  SELF(5),
  /// The two nodes already have a connection.
  DUPLICATE(6),
  /// The caps on connections leave no room.
  TOO_MANY_PEERS(7),
  /// The node was banned here for an offence and the ban is not over.
  BANNED(8),
  /// A rule of TLS, of the handshake, of frames or of messages was broken; the detail names it.
  OFFENCE(9),
  /// The node that answered is not the one that was dialled.
  WRONG_IDENTITY(10),
  /// A newer connection to the same node took the place of this one.
  REPLACED(11);

  private static final DisconnectReason[] REASONS = values();

  private final int code;

  DisconnectReason(int code) {
    this.code = code;
  }

  /// The number in a GOODBYE frame.
  public int code() {
    return code;
  }

  /// Whether the two nodes do not fit together, so that an operator should look at their settings.
  public boolean isMismatch() {
    return this == WRONG_PROTOCOL || this == WRONG_GENESIS || this == WRONG_IDENTITY;
  }

  /// The reason of a GOODBYE frame's code; a code that this version does not know counts as
  /// [#LOST].
  static DisconnectReason of(int code) {
    return code >= 0 && code < REASONS.length ? REASONS[code] : LOST;
  }
}
