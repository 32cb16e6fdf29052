package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Where a node listens: one IP address (never a name, so that nobody is made to resolve anything)
/// with its TCP and UDP ports. Any value can be decoded; [#isUsable] says whether it can be
/// reached.
public record NodeAddress(InetAddress host, int tcpPort, int udpPort) {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  public NodeAddress {
    requirePort(tcpPort);
    requirePort(udpPort);
  }

  public static NodeAddress read(BcsReader reader) {
    return new NodeAddress(readHost(reader), reader.u16(), reader.u16());
  }

  public void write(BcsWriter writer) {
    writeHost(writer, host);
    writer.u16(tcpPort).u16(udpPort);
  }

  static InetAddress readHost(BcsReader reader) {
    int length = reader.variant(2) == 0 ? IPV4_BYTES : IPV6_BYTES;
    InetAddress host = address(reader.fixed(length));
    if (host.getAddress().length != length) {
      throw new MalformedException("IPv4 address written as IPv6");
    }
    return host;
  }

  static void writeHost(BcsWriter writer, InetAddress host) {
    writer.uleb(host instanceof Inet4Address ? 0 : 1).fixed(host.getAddress());
  }

  public InetSocketAddress tcp() {
    return new InetSocketAddress(host, tcpPort);
  }

  public InetSocketAddress udp() {
    return new InetSocketAddress(host, udpPort);
  }

  /// How far an address reaches. Nobody tells of an address that reaches less far than his own: it
  /// would mean another host to the one who is told, or one that he must not be made to contact.
  enum Scope {
    LOOPBACK,
    PRIVATE,
    GLOBAL;

    static Scope of(InetAddress address) {
      if (address.isLoopbackAddress()) {
        return LOOPBACK;
      }
      boolean isUniqueLocal =
          !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xFE) == 0xFC;
      return address.isSiteLocalAddress() || isUniqueLocal ? PRIVATE : GLOBAL;
    }

    /// Whether a host of this scope has any business with an address of the `other`.
    boolean reaches(Scope other) {
      return other.compareTo(this) >= 0;
    }
  }

  Scope scope() {
    return Scope.of(host);
  }

  /// Whether a packet can be sent there at all: a unicast address of one host, and no port 0.
  public boolean isUsable() {
    return tcpPort != 0
        && udpPort != 0
        && !host.isAnyLocalAddress()
        && !host.isMulticastAddress()
        && !host.isLinkLocalAddress()
        && !isReserved();
  }

  /// 0.0.0.0/8 ("this network") and 240.0.0.0/4 with the broadcast address name no host.
  private boolean isReserved() {
    int first = host.getAddress()[0] & 0xFF;
    return host instanceof Inet4Address && (first == 0 || first >= 240);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are always an address", e);
    }
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
  }

  @Override
  public String toString() {
    String literal = host.getHostAddress();
    return (host instanceof Inet4Address ? literal : "[" + literal + "]") + ":" + tcpPort;
  }
}
