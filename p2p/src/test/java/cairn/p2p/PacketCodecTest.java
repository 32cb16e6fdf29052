package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PacketCodecTest {
  private static final Ed25519 ED25519 = new BouncyCastleEd25519();

  private final KeyPair node = Stranger.keyPair(1, ED25519);
  private final KeyPair validator = Stranger.keyPair(2, ED25519);
  private final PacketCodec codec = new PacketCodec(SimulatedInternet.GENESIS, ED25519);
  private final NodeRecord longest = longest();

  @Test
  void packetsComeBackFromTheirBytes() {
    List<Packet> packets =
        List.of(
            new Packet.Ping(longest, 17),
            new Packet.Pong(longest, new InetSocketAddress(host(), 1), true),
            new Packet.FindNode(longest.id()),
            new Packet.Nodes(1, 2, List.of(longest, longest), 0));
    for (Packet packet : packets) {
      byte[] bytes = codec.encode(packet, -7, 5, node);

      assertEquals(Optional.empty(), codec.checkEnvelope(bytes));
      assertEquals(new PacketCodec.Envelope(node.publicKey(), 5, -7, packet), codec.decode(bytes));
      assertTrue(codec.isSigned(bytes, node.publicKey()));
    }
  }

  @Test
  void theLongestPacketsFit() {
    byte[] pong =
        codec.encode(
            new Packet.Pong(longest, new InetSocketAddress(host(), 0xFFFF), true), 1, 1, node);
    byte[] nodes =
        codec.encode(
            new Packet.Nodes(3, 4, List.of(longest, longest, longest, longest), 0), 1, 1, node);

    assertEquals(PacketCodec.MAX_PONG_BYTES, pong.length);
    assertTrue(nodes.length <= Packet.MAX_BYTES, nodes.length + " bytes");
    assertTrue(PacketCodec.LONG_PING_BYTES <= Packet.MAX_BYTES);
  }

  @Test
  void aPingHasTheSizeAskedFor() {
    for (int size : new int[] {PacketCodec.SHORT_PING_BYTES, PacketCodec.LONG_PING_BYTES}) {
      assertEquals(size, codec.encodePing(longest, size, 1, 1, node).length);
    }
  }

  @Test
  void theShortestPacketIsNotRefusedForItsSize() {
    byte[] empty = codec.encode(new Packet.Nodes(0, 1, List.of(), 0), 1, 1, node);

    assertEquals(PacketCodec.MIN_BYTES, empty.length);
    assertEquals(Optional.empty(), codec.checkEnvelope(empty));
  }

  private NodeRecord longest() {
    var content =
        new NodeRecord.Content(
            Long.MAX_VALUE,
            node.publicKey(),
            SimulatedInternet.GENESIS,
            new NodeAddress(host(), 0xFFFF, 0xFFFF));
    var claim = ValidatorClaim.sign(content, validator, ED25519);
    return NodeRecord.sign(content, Optional.of(claim), node, ED25519);
  }

  private static InetAddress host() {
    try {
      return InetAddress.getByName("2001:db8::ffff");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
