package cairn.node.api;

/// A request as a connection hands it on: whole, or refused.
sealed interface Inbound {
  boolean isKeptAlive();

  /// @param isHead whether the answer goes without its body
  @SuppressWarnings("ArrayRecordComponent") // It is handed on once and never compared.
  record Request(Route route, String target, byte[] body, boolean isKeptAlive, boolean isHead)
      implements Inbound {}

  /// The connection is closed after the answer unless it is known where the next request begins.
  record Refused(HttpReply reply, boolean isKeptAlive, boolean isHead) implements Inbound {}
}
