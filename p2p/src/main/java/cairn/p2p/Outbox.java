package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Collects what discovery wants done, signs its packets, and opens the requests that they make.
/// Confined to discovery's thread.
final class Outbox {
  private final PacketCodec codec;
  private final OwnRecord own;
  private final Requests requests;
  private final RandomGenerator random;
  private List<DiscoveryEffect> effects = new ArrayList<>();

  /// @param random request ids prove endpoints, so it must not be guessable
  Outbox(PacketCodec codec, OwnRecord own, Requests requests, RandomGenerator random) {
    this.codec = codec;
    this.own = own;
    this.requests = requests;
    this.random = random;
  }

  void add(DiscoveryEffect effect) {
    effects.add(effect);
  }

  /// Hands over what was collected.
  List<DiscoveryEffect> drain() {
    List<DiscoveryEffect> drained = effects;
    effects = new ArrayList<>();
    return drained;
  }

  /// @param isLong whether it must pay for a PING back
  void ping(InetSocketAddress to, Optional<NodeId> node, boolean isLong, int attempt, Moment now) {
    long id = random.nextLong();
    int size = isLong ? PacketCodec.LONG_PING_BYTES : PacketCodec.SHORT_PING_BYTES;
    long deadline = now.elapsedMillis() + Requests.TIMEOUT_MILLIS;
    requests.open(id, new Requests.Ping(to, node, deadline, isLong, attempt));
    send(to, codec.encodePing(own.current(), size, id, expiry(now), own.local().nodeKey()));
  }

  void pong(long requestId, InetSocketAddress to, boolean proved, Moment now) {
    send(to, encode(new Packet.Pong(own.current(), to, proved), requestId, now));
  }

  void findNode(NodeRecord asked, Lookup lookup, int attempt, Moment now) {
    long id = random.nextLong();
    long deadline = now.elapsedMillis() + Requests.TIMEOUT_MILLIS;
    requests.open(id, new Requests.Find(asked, lookup, deadline, attempt, new Requests.Answer()));
    send(asked.address().udp(), encode(new Packet.FindNode(lookup.target()), id, now));
  }

  /// Answers FIND_NODE with at most [Packet#MAX_NODES] records, in as many packets as they need.
  void nodes(long requestId, InetSocketAddress to, List<NodeRecord> records, Moment now) {
    int perPacket = Packet.RECORDS_PER_PACKET;
    int total = Math.max(1, Math.ceilDiv(records.size(), perPacket));
    for (int index = 0; index < total; index++) {
      int end = Math.min(records.size(), (index + 1) * perPacket);
      List<NodeRecord> part = records.subList(index * perPacket, end);
      send(to, encode(new Packet.Nodes(index, total, part, 0), requestId, now));
    }
  }

  private byte[] encode(Packet packet, long requestId, Moment now) {
    return codec.encode(packet, requestId, expiry(now), own.local().nodeKey());
  }

  private void send(InetSocketAddress to, byte[] bytes) {
    add(new DiscoveryEffect.Send(new Datagram(to, bytes)));
  }

  private static long expiry(Moment now) {
    return now.epochMillis() + PacketGate.VALID_MILLIS;
  }
}
