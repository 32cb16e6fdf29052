package cairn.p2p;

/// The network cannot start or go on; the message is a sentence for people.
public final class PeerNetworkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PeerNetworkException(String message) {
    super(message);
  }

  public PeerNetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
