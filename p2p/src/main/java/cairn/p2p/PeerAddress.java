package cairn.p2p;

import java.util.Optional;

/// A bootstrap address as people write it: `host:port` or `nodeid@host:port`, where the host is a
/// name, an IPv4 address or an IPv6 address in brackets. With a node id, nobody else may answer.
public record PeerAddress(Optional<NodeId> id, String host, int port) {
  public PeerAddress {
    if (host.isEmpty() || port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("no host, or port " + port + " is not in 1..65535");
    }
  }

  /// Throws [IllegalArgumentException] with a sentence for people for anything else.
  public static PeerAddress parse(String text) {
    int at = text.indexOf('@');
    String rest = text.substring(at + 1);
    int colon = rest.lastIndexOf(':');
    String host = colon < 0 ? "" : unbracketed(rest.substring(0, colon));
    if (host.isEmpty() || !rest.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no peer address; write host:port or nodeid@host:port");
    }
    int port = Integer.parseInt(rest.substring(colon + 1));
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("'" + text + "': port " + port + " is not in 1..65535");
    }
    return new PeerAddress(at < 0 ? Optional.empty() : Optional.of(nodeId(text, at)), host, port);
  }

  private static NodeId nodeId(String text, int at) {
    try {
      return NodeId.parse(text.substring(0, at));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "': before the @ is no node id (cairnnode1…): " + e.getMessage(), e);
    }
  }

  /// An IPv6 address must stand in brackets, or its last group would pass for a port.
  private static String unbracketed(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.indexOf(':') < 0 ? host : "";
  }

  @Override
  public String toString() {
    String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return id.map(known -> known + "@").orElse("") + bracketed + ":" + port;
  }
}
