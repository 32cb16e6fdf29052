package cairn.p2p;

import cairn.codec.MalformedException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/// Decides which datagrams are looked at. The cheap rules come first and the signature last, since
/// anybody can make this node check signatures; answers must match an open request, so they cannot
/// be made up, and only requests count against the limit over all addresses.
///
/// Confined to discovery's thread.
final class PacketGate {
  /// Packets are valid for so long: enough for clocks that differ by some seconds. As in discv4.
  static final long VALID_MILLIS = 20_000;

  /// No honest packet expires later than this from now.
  static final long MAX_VALID_MILLIS = 60_000;

  /// One node in the middle of a lookup sends less than a tenth of it.
  static final RateLimiter.Rate PER_ADDRESS = new RateLimiter.Rate(50, 200);

  /// Two signatures each at about 0.2 ms: at most a sixth of one core.
  static final RateLimiter.Rate IN_TOTAL = new RateLimiter.Rate(400, 800);

  static final int MAX_ADDRESSES = 4_096;
  static final int MAX_REMEMBERED = 8_192;

  private final PacketCodec codec;
  private final NodeId self;
  private final Requests requests;
  private final Contacts contacts;
  private final DropCounts drops;
  private final RateLimiter<Object> perAddress = new RateLimiter<>(PER_ADDRESS, MAX_ADDRESSES);
  private final RateLimiter<Object> inTotal = new RateLimiter<>(IN_TOTAL, 1);
  private final Map<SeenPacket, Boolean> seen = new BoundedMap<>(MAX_REMEMBERED);

  private record SeenPacket(NodeId sender, long requestId) {}

  PacketGate(
      PacketCodec codec, NodeId self, Requests requests, Contacts contacts, DropCounts drops) {
    this.codec = codec;
    this.self = self;
    this.requests = requests;
    this.contacts = contacts;
    this.drops = drops;
  }

  /// The envelope of a datagram that deserves an answer or is one; empty if it was dropped.
  Optional<PacketCodec.Envelope> admit(Datagram datagram, Moment now) {
    Optional<DropReason> reason = codec.checkEnvelope(datagram.bytes());
    if (reason.isEmpty() && !perAddress.allows(rateKey(datagram.peer()), now.elapsedMillis())) {
      reason = Optional.of(DropReason.ADDRESS_RATE);
    }
    if (reason.isPresent()) {
      drops.count(reason.get());
      return Optional.empty();
    }
    try {
      PacketCodec.Envelope envelope = codec.decode(datagram.bytes());
      reason = check(envelope, datagram, now);
      reason.ifPresent(drops::count);
      if (reason.isPresent()) {
        return Optional.empty();
      }
      // Only now, so that nobody can use up the request ids of another.
      seen.put(new SeenPacket(envelope.senderId(), envelope.requestId()), true);
      return Optional.of(envelope);
    } catch (MalformedException e) {
      drops.count(DropReason.MALFORMED);
      return Optional.empty();
    }
  }

  /// On loopback all nodes share an address, and the port tells them apart.
  static Object rateKey(InetSocketAddress peer) {
    return peer.getAddress().isLoopbackAddress() ? peer : Subnet.ofOneHost(peer.getAddress());
  }

  private Optional<DropReason> check(PacketCodec.Envelope envelope, Datagram datagram, Moment now) {
    if (envelope.expiryMillis() < now.epochMillis()) {
      return Optional.of(DropReason.EXPIRED);
    }
    if (envelope.expiryMillis() - now.epochMillis() > MAX_VALID_MILLIS) {
      return Optional.of(DropReason.TOO_FAR_AHEAD);
    }
    NodeId sender = envelope.senderId();
    if (sender.equals(self)) {
      return Optional.of(DropReason.OWN_PACKET);
    }
    Optional<DropReason> reason =
        switch (envelope.packet()) {
          case Packet.Ping ping -> checkPing(envelope, sender, datagram, now);
          case Packet.FindNode findNode -> checkFindNode(envelope, sender, datagram, now);
          case Packet.Pong pong -> checkAnswer(envelope, sender, datagram);
          case Packet.Nodes nodes -> checkAnswer(envelope, sender, datagram);
        };
    if (reason.isPresent()) {
      return reason;
    }
    if (!codec.isValidKey(envelope.sender())) {
      return Optional.of(DropReason.INVALID_KEY);
    }
    return codec.isSigned(datagram.bytes(), envelope.sender())
        ? Optional.empty()
        : Optional.of(DropReason.BAD_SIGNATURE);
  }

  private Optional<DropReason> checkPing(
      PacketCodec.Envelope envelope, NodeId sender, Datagram datagram, Moment now) {
    if (datagram.bytes().length < PacketCodec.SHORT_PING_BYTES) {
      return Optional.of(DropReason.TOO_SHORT_TO_ANSWER);
    }
    return checkRequest(envelope, sender, now);
  }

  private Optional<DropReason> checkFindNode(
      PacketCodec.Envelope envelope, NodeId sender, Datagram datagram, Moment now) {
    if (!contacts.isProved(sender, datagram.peer(), now.elapsedMillis())) {
      return Optional.of(DropReason.UNPROVED_ENDPOINT);
    }
    return checkRequest(envelope, sender, now);
  }

  private Optional<DropReason> checkRequest(
      PacketCodec.Envelope envelope, NodeId sender, Moment now) {
    if (seen.containsKey(new SeenPacket(sender, envelope.requestId()))) {
      return Optional.of(DropReason.REPLAYED);
    }
    return inTotal.allows(this, now.elapsedMillis())
        ? Optional.empty()
        : Optional.of(DropReason.TOTAL_RATE);
  }

  private Optional<DropReason> checkAnswer(
      PacketCodec.Envelope envelope, NodeId sender, Datagram datagram) {
    Optional<Requests.Request> request = requests.request(envelope.requestId());
    if (request.isEmpty() || !request.get().to().equals(datagram.peer())) {
      return Optional.of(DropReason.UNSOLICITED);
    }
    boolean matches =
        switch (request.get()) {
          case Requests.Ping ping -> envelope.packet() instanceof Packet.Pong;
          case Requests.Find find -> envelope.packet() instanceof Packet.Nodes;
        };
    if (!matches) {
      return Optional.of(DropReason.UNSOLICITED);
    }
    boolean isAnothers = request.get().node().filter(node -> !node.equals(sender)).isPresent();
    return isAnothers ? Optional.of(DropReason.WRONG_NODE) : Optional.empty();
  }
}
