package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// What a datagram of discovery says, without its envelope ([PacketCodec]).
sealed interface Packet {
  /// Every IPv6 path carries it whole (RFC 8200, section 5), as in discv4 and discv5.
  int MAX_BYTES = 1280;

  /// Nodes in one answer to FIND_NODE: Kademlia's k.
  int MAX_NODES = RoutingTable.K;

  /// Records in one NODES packet: five of the largest would not fit into [#MAX_BYTES].
  int RECORDS_PER_PACKET = 4;

  int MAX_NODES_PACKETS = MAX_NODES / RECORDS_PER_PACKET;

  /// Are you there? `padding` zero bytes pay for the answer, which may not be longer.
  record Ping(NodeRecord record, int padding) implements Packet {}

  /// I am. `seen` is where the PING came from; `proved` says that this node may send FIND_NODE
  /// already, so that no PING back will follow.
  record Pong(NodeRecord record, InetSocketAddress seen, boolean proved) implements Packet {}

  /// Which nodes do you know that are closest to `target`?
  record FindNode(NodeId target) implements Packet {}

  /// Packet `index` of `total` of the answer. Records that cannot be read do not spoil the others:
  /// they are left out and counted in `unreadable`, which does not travel.
  record Nodes(int index, int total, List<NodeRecord> records, int unreadable) implements Packet {
    public Nodes {
      records = List.copyOf(records);
      if (total < 1
          || total > MAX_NODES_PACKETS
          || index < 0
          || index >= total
          || records.size() > RECORDS_PER_PACKET) {
        throw new IllegalArgumentException("packet " + index + " of " + total);
      }
    }
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case Ping(NodeRecord record, int padding) ->
          writer.uleb(0).bytes(record.encoded()).u16(padding).fixed(new byte[padding]);
      case Pong(NodeRecord record, InetSocketAddress seen, boolean proved) -> {
        writer.uleb(1).bytes(record.encoded());
        NodeAddress.writeHost(writer, seen.getAddress());
        writer.u16(seen.getPort()).bool(proved);
      }
      case FindNode(NodeId target) -> target.write(writer.uleb(2));
      case Nodes(int index, int total, List<NodeRecord> records, int unreadable) -> {
        writer.uleb(3).u8(index).u8(total);
        writer.list(records, (out, record) -> out.bytes(record.encoded()));
      }
    }
  }

  static Packet read(BcsReader reader) {
    return switch (reader.variant(4)) {
      case 0 -> new Ping(record(reader), padding(reader));
      case 1 ->
          new Pong(
              record(reader),
              new InetSocketAddress(NodeAddress.readHost(reader), reader.u16()),
              reader.bool());
      case 2 -> new FindNode(NodeId.read(reader));
      default -> nodes(reader);
    };
  }

  private static NodeRecord record(BcsReader reader) {
    return NodeRecord.decode(reader.bytes(NodeRecord.MAX_BYTES));
  }

  private static int padding(BcsReader reader) {
    int count = reader.u16();
    if (count > MAX_BYTES) {
      throw new MalformedException("padding longer than any packet");
    }
    for (byte b : reader.fixed(count)) {
      if (b != 0) {
        throw new MalformedException("padding is not zero");
      }
    }
    return count;
  }

  private static Nodes nodes(BcsReader reader) {
    int index = reader.u8();
    int total = reader.u8();
    if (total < 1 || total > MAX_NODES_PACKETS || index >= total) {
      throw new MalformedException("NODES packet " + index + " of " + total);
    }
    List<NodeRecord> records = new ArrayList<>();
    int unreadable = 0;
    for (byte[] bytes : reader.list(RECORDS_PER_PACKET, in -> in.bytes(MAX_BYTES))) {
      try {
        records.add(NodeRecord.decode(bytes));
      } catch (MalformedException e) {
        unreadable++;
      }
    }
    return new Nodes(index, total, records, unreadable);
  }
}
