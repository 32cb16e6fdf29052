package cairn.node.api;

import java.net.InetSocketAddress;
import java.util.List;

/// Where the HTTP port listens and whom it answers.
///
/// @param listen port 0 for any free one
/// @param hosts names that a request's `Host` may bear beside loopback's and the listening address
public record HttpConfig(InetSocketAddress listen, List<String> hosts, HttpLimits limits) {
  public HttpConfig {
    hosts = List.copyOf(hosts);
  }

  public static HttpConfig of(InetSocketAddress listen) {
    return new HttpConfig(listen, List.of(), HttpLimits.DEFAULT);
  }
}
