package cairn.node.api;

import java.net.InetSocketAddress;

/// The HTTP port cannot listen where it should.
public final class HttpServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpServerException(InetSocketAddress address, Throwable cause) {
    super(
        "HTTP cannot listen on "
            + address.getHostString()
            + ":"
            + address.getPort()
            + ": "
            + cause.getMessage()
            + "; choose another HTTP address or port, or stop the program that uses it",
        cause);
  }
}
