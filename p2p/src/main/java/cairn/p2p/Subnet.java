package cairn.p2p;

import java.net.Inet4Address;
import java.net.InetAddress;

/// What one party can easily have many addresses of: an IPv4 /24, or an IPv6 /64.
record Subnet(boolean isIpv6, long prefix) {
  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 8;

  static Subnet of(InetAddress address) {
    boolean isIpv6 = !(address instanceof Inet4Address);
    return new Subnet(isIpv6, leading(address, isIpv6 ? IPV6_PREFIX_BYTES : IPV4_PREFIX_BYTES));
  }

  /// The unit that rates are counted by: one IPv4 address, or an IPv6 /64.
  static Subnet ofOneHost(InetAddress address) {
    boolean isIpv6 = !(address instanceof Inet4Address);
    return new Subnet(isIpv6, leading(address, isIpv6 ? IPV6_PREFIX_BYTES : 4));
  }

  private static long leading(InetAddress address, int count) {
    byte[] bytes = address.getAddress();
    long prefix = 0;
    for (int i = 0; i < count; i++) {
      prefix = prefix << 8 | (bytes[i] & 0xFF);
    }
    return prefix;
  }
}
