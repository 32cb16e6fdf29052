package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.codec.Decoder;
import cairn.codec.Decoders;
import cairn.codec.MalformedException;
import cairn.codec.RandomValues;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The decoders of this module, and random values of what they decode.
final class P2pDecoders {
  private static final Set<String> PARTS =
      Set.of(
          "cairn.p2p.Hello.readAgent",
          "cairn.p2p.Packet.nodes",
          "cairn.p2p.Packet.padding",
          "cairn.p2p.Packet.record",
          "cairn.p2p.SavedNodes.read",
          // Hands the bytes to a FrameDecoder, which is in the table as "frames".
          "cairn.p2p.netty.Connection.decode");

  private static final PacketCodec CODEC = new PacketCodec(TestKeys.GENESIS, TestKeys.ED25519);
  private static final MessageType VOTE = new MessageType(16, "VOTE", Lane.CONSENSUS, 100);
  private static final MessageType ANSWER = new MessageType(17, "ANSWER", Lane.ANSWERS, 1 << 20);

  /// A datagram of discovery.
  record Datagram(PacketCodec.Envelope envelope, Bytes signature) {
    static Datagram decode(byte[] bytes) {
      CODEC
          .checkEnvelope(bytes)
          .ifPresent(reason -> {
            throw new MalformedException(reason.name());
          });
      byte[] signature = Arrays.copyOfRange(bytes, bytes.length - Signature.BYTES, bytes.length);
      PacketCodec.Envelope envelope = CODEC.decode(bytes);
      requireComplete(envelope.packet());
      return new Datagram(envelope, Bytes.of(signature));
    }

    byte[] encoded() {
      BcsWriter writer = new BcsWriter();
      writer.fixed(PacketCodec.MAGIC).u8(PacketCodec.VERSION);
      writer.fixed(Arrays.copyOf(TestKeys.GENESIS.bytes(), 8));
      envelope.sender().write(writer);
      writer.u64(envelope.expiryMillis()).u64(envelope.requestId());
      envelope.packet().write(writer);
      return writer.fixed(signature.toByteArray()).toByteArray();
    }
  }

  /// What a connection makes of bytes, and the bytes.
  record Frames(Bytes wire, List<Bytes> messages) {
    /// The same however they are cut.
    static Frames decode(byte[] bytes) {
      List<Bytes> whole = messages(bytes, Math.max(1, bytes.length));
      if (!whole.equals(messages(bytes, 1)) || !whole.equals(messages(bytes, 7))) {
        throw new AssertionError("the messages depend on how their bytes are cut");
      }
      return new Frames(Bytes.of(bytes), whole);
    }

    private static List<Bytes> messages(byte[] bytes, int cut) {
      FrameDecoder decoder = new FrameDecoder(new MessageTypes(List.of(VOTE, ANSWER)));
      decoder.admitAll();
      List<Bytes> messages = new ArrayList<>();
      for (int from = 0; from < bytes.length; from += cut) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, Math.min(cut, bytes.length - from));
        while (decoder.next(in, 0) instanceof Decoded.Message message) {
          messages.add(Bytes.of(message.bytes()));
        }
      }
      return messages;
    }
  }

  private P2pDecoders() {}

  static List<Decoder> all() {
    return Decoders.of(
        Packet.class,
        List.of(
            Decoder.of(
                "frames", Frames.class, Frames::decode, frames -> frames.wire().toByteArray()),
            Decoder.of(
                "cairn.p2p.PacketCodec.decode",
                Datagram.class,
                Datagram::decode,
                Datagram::encoded),
            Decoder.of(
                "cairn.p2p.Packet.read", Packet.class, P2pDecoders::packet, P2pDecoders::bytes),
            Decoder.of(
                "cairn.p2p.NodeAddress.readHost",
                InetAddress.class,
                bytes -> BcsReader.decode(bytes, NodeAddress::readHost),
                P2pDecoders::bytes),
            Decoder.of(
                "cairn.p2p.Goodbye.decode", Goodbye.class, P2pDecoders::goodbye, Goodbye::encoded),
            Decoder.of(
                "cairn.p2p.SavedNodes.decode",
                SavedNodes.class,
                P2pDecoders::savedNodes,
                saved -> Arrays.copyOfRange(saved.encoded(), Hash.BYTES, saved.encoded().length))),
        PARTS);
  }

  static RandomValues values(long seed) {
    return new RandomValues(seed)
        .with(InetAddress.class, P2pDecoders::host)
        .with(InetSocketAddress.class, v -> new InetSocketAddress(host(v), v.length(0xFFFF)))
        .with(NodeAddress.class, v -> new NodeAddress(host(v), v.length(0xFFFF), v.length(0xFFFF)))
        .with(NodeId.class, v -> new NodeId(v.of(Hash.class)))
        .with(NodeRecord.class, P2pDecoders::record)
        .with(Packet.Ping.class, v -> new Packet.Ping(record(v), v.length(Packet.MAX_BYTES)))
        .with(
            Packet.Nodes.class,
            v -> {
              int total = 1 + v.length(Packet.MAX_NODES_PACKETS - 1);
              List<NodeRecord> records = new ArrayList<>();
              for (int i = v.length(Packet.RECORDS_PER_PACKET); i > 0; i--) {
                records.add(record(v));
              }
              return new Packet.Nodes(v.random().nextInt(total), total, records, 0);
            })
        .with(Datagram.class, P2pDecoders::datagram)
        .with(Frames.class, v -> Frames.decode(v.bytes(v.length(60))))
        .with(
            Goodbye.class,
            v ->
                new Goodbye(
                    v.of(DisconnectReason.class), v.of(String.class).replaceAll("[^ -~]", "?")))
        .with(
            Hello.class,
            v ->
                new Hello(
                    v.length(0xFFFF),
                    v.of(Hash.class),
                    v.number(),
                    "agent/" + v.length(100),
                    v.random().nextBoolean() ? Optional.of(record(v)) : Optional.empty(),
                    Optional.of(v.of(ValidatorProof.class))))
        .with(
            SavedNodes.class,
            v -> new SavedNodes(TestKeys.GENESIS, v.number(), List.of(record(v), record(v))));
  }

  private static Datagram datagram(RandomValues values) {
    // Shorter ones than that are no packets.
    Packet packet =
        values.random().nextBoolean()
            ? new Packet.FindNode(values.of(NodeId.class))
            : values.of(Packet.Pong.class);
    return new Datagram(
        new PacketCodec.Envelope(
            values.of(PublicKey.class), values.number(), values.random().nextLong(), packet),
        Bytes.of(values.bytes(Signature.BYTES)));
  }

  private static InetAddress host(RandomValues values) {
    byte[] bytes = values.bytes(values.random().nextBoolean() ? 4 : 16);
    try {
      InetAddress host = InetAddress.getByAddress(bytes);
      return bytes.length == 4 || host instanceof Inet6Address ? host : host(values);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static NodeRecord record(RandomValues values) {
    BcsWriter writer = new BcsWriter();
    new NodeRecord.Content(
            values.number(),
            values.of(PublicKey.class),
            values.of(Hash.class),
            values.of(NodeAddress.class))
        .write(writer);
    writer.bool(values.random().nextBoolean());
    if (writer.toByteArray()[writer.size() - 1] == 1) {
      values.of(ValidatorClaim.class).write(writer);
    }
    values.of(Signature.class).write(writer);
    return NodeRecord.decode(writer.toByteArray());
  }

  private static Packet packet(byte[] bytes) {
    Packet packet = BcsReader.decode(bytes, Packet::read);
    requireComplete(packet);
    return packet;
  }

  /// A NODES leaves out the records that it cannot read: one more encoding, by intention.
  private static void requireComplete(Packet packet) {
    if (packet instanceof Packet.Nodes nodes && nodes.unreadable() > 0) {
      throw new MalformedException("unreadable records");
    }
  }

  /// A reason of a later version counts as LOST, and what cannot be printed comes as a question
  /// mark: more encodings, by intention. What it reads encodes to what reads the same.
  private static Goodbye goodbye(byte[] bytes) {
    Goodbye goodbye = Goodbye.decode(bytes);
    if (!Goodbye.decode(goodbye.encoded()).equals(goodbye)) {
      throw new AssertionError(goodbye + " does not come back");
    }
    if (!Arrays.equals(goodbye.encoded(), bytes)) {
      throw new MalformedException("read leniently");
    }
    return goodbye;
  }

  /// Of the content, under the checksum that belongs to it.
  private static SavedNodes savedNodes(byte[] content) {
    BcsWriter file = new BcsWriter();
    Hash.tagged("cairn.saved-nodes", content).write(file);
    return SavedNodes.decode(file.fixed(content).toByteArray(), TestKeys.GENESIS)
        .orElseThrow(() -> new MalformedException("damaged"));
  }

  private static byte[] bytes(Packet packet) {
    BcsWriter writer = new BcsWriter();
    packet.write(writer);
    return writer.toByteArray();
  }

  private static byte[] bytes(InetAddress host) {
    BcsWriter writer = new BcsWriter();
    NodeAddress.writeHost(writer, host);
    return writer.toByteArray();
  }
}
