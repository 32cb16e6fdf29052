package cairn.p2p;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A node that a test speaks for, packet by packet, to one [Discovery].
final class Stranger {
  static final long EPOCH_MILLIS = 1_800_000_000_000L;
  static final long VALID_UNTIL = EPOCH_MILLIS + PacketGate.VALID_MILLIS;

  final KeyPair key;
  final InetSocketAddress address;
  final PacketCodec codec;
  final OwnRecord own;
  private final Listener listener;

  /// The discovery under test with the time that it is told.
  static final class Listener {
    final Discovery discovery;
    final OwnRecord own;
    final Ed25519 ed25519;
    final List<NodeRecord> found = new ArrayList<>();
    final List<PeerAddress> toResolve = new ArrayList<>();
    private long elapsedMillis;

    Listener(Ed25519 ed25519, InetAddress host, List<PeerAddress> bootstrap) {
      var address = new InetSocketAddress(host, 8641);
      this.ed25519 = ed25519;
      this.own = record(keyPair(0, ed25519), address, ed25519);
      var config = new DiscoveryConfig(address, bootstrap);
      this.discovery = new Discovery(config, own, ed25519, new Random(1));
      take(discovery.start(Optional.empty(), now()));
    }

    Moment now() {
      return new Moment(elapsedMillis, EPOCH_MILLIS + elapsedMillis);
    }

    List<Datagram> pass(long millis) {
      elapsedMillis += millis;
      return take(discovery.onTime(now()));
    }

    List<Datagram> receive(InetSocketAddress from, byte[] bytes) {
      return take(discovery.onDatagram(new Datagram(from, bytes), now()));
    }

    long drops(DropReason reason) {
      return discovery.statistics().drops().getOrDefault(reason, 0L);
    }

    long drops() {
      return discovery.statistics().drops().values().stream().mapToLong(count -> count).sum();
    }

    int tableSize() {
      return discovery.statistics().nodes();
    }

    List<Datagram> take(List<DiscoveryEffect> effects) {
      List<Datagram> sent = new ArrayList<>();
      for (DiscoveryEffect effect : effects) {
        switch (effect) {
          case DiscoveryEffect.Send(Datagram datagram) -> sent.add(datagram);
          case DiscoveryEffect.Found(NodeRecord record) -> found.add(record);
          case DiscoveryEffect.Resolve(PeerAddress bootstrap) -> toResolve.add(bootstrap);
          case DiscoveryEffect.Save(SavedNodes saved) -> {}
        }
      }
      return sent;
    }
  }

  Stranger(int number, InetSocketAddress address, Listener listener) {
    this.key = keyPair(number, listener.ed25519);
    this.address = address;
    this.codec = new PacketCodec(SimulatedInternet.GENESIS, listener.ed25519);
    this.own = record(key, address, listener.ed25519);
    this.listener = listener;
  }

  static KeyPair keyPair(int number, Ed25519 ed25519) {
    byte[] seed = Hash.tagged("stranger", ByteBuffer.allocate(4).putInt(number).array()).bytes();
    return KeyPair.of(SecretKey.of(seed), ed25519);
  }

  private static OwnRecord record(KeyPair key, InetSocketAddress address, Ed25519 ed25519) {
    var local = new LocalNode(key, Optional.empty(), SimulatedInternet.GENESIS, "test/1");
    var place = new NodeAddress(address.getAddress(), address.getPort(), address.getPort());
    return OwnRecord.of(local, place, EPOCH_MILLIS, ed25519);
  }

  NodeRecord record() {
    return own.current();
  }

  NodeId id() {
    return own.local().id();
  }

  byte[] ping(long requestId) {
    return codec.encodePing(record(), PacketCodec.LONG_PING_BYTES, requestId, VALID_UNTIL, key);
  }

  byte[] encode(Packet packet, long requestId) {
    return codec.encode(packet, requestId, VALID_UNTIL, key);
  }

  List<Datagram> send(byte[] bytes) {
    return listener.receive(address, bytes);
  }

  List<Datagram> send(Packet packet, long requestId) {
    return send(encode(packet, requestId));
  }

  PacketCodec.Envelope decode(Datagram datagram) {
    return codec.decode(datagram.bytes());
  }

  /// Answers the first PING among these.
  List<Datagram> answerPing(List<Datagram> sent) {
    for (Datagram datagram : sent) {
      PacketCodec.Envelope envelope = decode(datagram);
      if (envelope.packet() instanceof Packet.Ping) {
        var pong = new Packet.Pong(record(), listener.own.current().address().udp(), true);
        return send(pong, envelope.requestId());
      }
    }
    throw new AssertionError("no PING among " + sent.size() + " packets");
  }

  /// Becomes known: PING, then PONG to the PING back. Returns what is sent then.
  List<Datagram> meet() {
    return answerPing(send(ping(number())));
  }

  /// Becomes known, and returns the request id of the FIND_NODE that it is asked at once.
  long meetAndBeAsked() {
    List<Datagram> sent = new ArrayList<>(meet());
    sent.addAll(listener.pass(0));
    for (Datagram datagram : sent) {
      PacketCodec.Envelope envelope = decode(datagram);
      if (envelope.packet() instanceof Packet.FindNode && datagram.peer().equals(address)) {
        return envelope.requestId();
      }
    }
    throw new AssertionError("not asked");
  }

  private long number() {
    return key.publicKey().hashCode();
  }
}
