package cairn.node.api;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Which `Host` and `Origin` a request may bear.
///
/// A page of any site can make a browser send requests to this port under the site's own name (DNS
/// rebinding). So a name must be one that this node is known by. An address in digits cannot be
/// rebound; it is allowed where the port listens beyond loopback.
final class HostPolicy {
  private final Set<String> names;
  private final boolean allowsAddresses;

  private HostPolicy(Set<String> names, boolean allowsAddresses) {
    this.names = names;
    this.allowsAddresses = allowsAddresses;
  }

  static HostPolicy of(InetSocketAddress listen, List<String> more) {
    Set<String> names = new TreeSet<>(List.of("localhost", "127.0.0.1", "::1"));
    names.add(listen.getHostString().toLowerCase(Locale.ROOT));
    more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    InetAddress address = listen.getAddress();
    return new HostPolicy(names, address != null && !address.isLoopbackAddress());
  }

  boolean allowsHost(String host) {
    String name = name(host.toLowerCase(Locale.ROOT));
    return names.contains(name)
        || (allowsAddresses
            && (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)));
  }

  /// Whether a page of `origin` is a page of this very port.
  static boolean isSameOrigin(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  /// The name or address in `name`, `name:port`, `[v6]` or `[v6]:port`; what is none of them stays
  /// as it is, and so is no name of anybody's.
  private static String name(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end > 0 && isPort(host.substring(end + 1)) ? host.substring(1, end) : host;
    }
    int colon = host.indexOf(':');
    return colon >= 0 && isPort(host.substring(colon)) ? host.substring(0, colon) : host;
  }

  private static boolean isPort(String rest) {
    return rest.isEmpty()
        || (rest.startsWith(":")
            && rest.length() > 1
            && rest.length() <= 6
            && rest.chars().skip(1).allMatch(c -> c >= '0' && c <= '9'));
  }
}
