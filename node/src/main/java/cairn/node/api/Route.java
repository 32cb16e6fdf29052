package cairn.node.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The paths of the HTTP port.
enum Route {
  ROOT("/"),
  RPC("/rpc"),
  OPENRPC("/openrpc.json"),
  LIVEZ("/livez"),
  READYZ("/readyz"),
  METRICS("/metrics");

  private static final List<String> READING = List.of("GET", "HEAD");

  private final String path;

  Route(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  List<String> methods() {
    return this == RPC ? List.of("POST") : READING;
  }

  static Optional<Route> of(String path) {
    return Arrays.stream(values()).filter(route -> route.path.equals(path)).findFirst();
  }
}
