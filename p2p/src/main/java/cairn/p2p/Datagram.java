package cairn.p2p;

import java.net.InetSocketAddress;

/// A UDP datagram from or to `peer`. The bytes are not copied and must not be changed.
public final class Datagram {
  private final InetSocketAddress peer;
  private final byte[] bytes;

  public Datagram(InetSocketAddress peer, byte[] bytes) {
    this.peer = peer;
    this.bytes = bytes;
  }

  public InetSocketAddress peer() {
    return peer;
  }

  public byte[] bytes() {
    return bytes;
  }
}
