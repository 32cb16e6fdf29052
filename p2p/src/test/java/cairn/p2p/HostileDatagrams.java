package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.SigningDomain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A node that listens, a stranger that sends to it, and what strangers make up.
final class HostileDatagrams {
  private static final Hash GENESIS = SimulatedInternet.GENESIS;

  final Stranger.Listener listener =
      new Stranger.Listener(new KeyedHashEd25519(), host("11.0.0.1"), List.of());
  final Stranger stranger = stranger(1, "11.1.1.1");

  void assertSilentDrop(DropReason reason, Stranger from, byte[] bytes) {
    long before = listener.drops(reason);
    assertEquals(List.of(), from.send(bytes), reason.toString());
    assertEquals(before + 1, listener.drops(reason), reason.toString());
  }

  Stranger stranger(int number, String host) {
    return new Stranger(number, new InetSocketAddress(host(host), 8641), listener);
  }

  long pingBack(List<Datagram> sent) {
    return stranger.decode(sent.getLast()).requestId();
  }

  byte[] expiring(Packet packet, long expiryMillis) {
    return stranger.codec.encode(packet, 1, expiryMillis, stranger.key);
  }

  byte[] ping(NodeRecord record) {
    return stranger.encode(new Packet.Ping(record, 600), record.hashCode());
  }

  /// A NODES packet of bytes that need not be records.
  byte[] nodes(long requestId, int index, int total, List<byte[]> entries) {
    byte[] template = stranger.encode(new Packet.FindNode(stranger.id()), requestId);
    BcsWriter writer = new BcsWriter();
    int header = PacketCodec.ENVELOPE_BYTES - 64;
    writer.fixed(Arrays.copyOf(template, header)).uleb(3).u8(index).u8(total);
    writer.list(entries, BcsWriter::bytes);
    byte[] message = new SigningDomain("cairn.discovery", GENESIS).message(writer.toByteArray());
    new KeyedHashEd25519().sign(stranger.key, message).write(writer);
    return writer.toByteArray();
  }

  List<byte[]> entries(String... hosts) {
    List<byte[]> entries = new ArrayList<>();
    for (String host : hosts) {
      entries.add(record(stranger(20 + entries.size(), host), host, 8641, GENESIS).encoded());
    }
    return entries;
  }

  NodeRecord record(Stranger of, String host, int port, Hash genesis) {
    KeyPair key = of.key;
    var content =
        new NodeRecord.Content(
            1, key.publicKey(), genesis, new NodeAddress(host(host), port, port));
    return NodeRecord.sign(content, Optional.empty(), key, listener.ed25519);
  }

  static byte[] flipped(byte[] bytes, int index) {
    byte[] changed = bytes.clone();
    changed[index] ^= 0x20;
    return changed;
  }

  static InetAddress host(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
