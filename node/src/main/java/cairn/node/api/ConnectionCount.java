package cairn.node.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the open connections, in total and by where they come from. Thread-safe.
final class ConnectionCount {
  private final HttpLimits limits;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> bySource = new ConcurrentHashMap<>();

  ConnectionCount(HttpLimits limits) {
    this.limits = limits;
  }

  int total() {
    return total.get();
  }

  /// Counts a connection, unless there are too many already.
  boolean enter(InetAddress address) {
    if (total.incrementAndGet() > limits.connections()) {
      total.decrementAndGet();
      return false;
    }
    int most = address.isLoopbackAddress() ? limits.perLoopback() : limits.perAddress();
    int count = bySource.merge(source(address), 1, Integer::sum);
    if (count > most) {
      leave(address);
      return false;
    }
    return true;
  }

  void leave(InetAddress address) {
    total.decrementAndGet();
    bySource.computeIfPresent(source(address), (_, count) -> count == 1 ? null : count - 1);
  }

  /// One host has a whole IPv6 /64 to come from.
  private static String source(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }
}
