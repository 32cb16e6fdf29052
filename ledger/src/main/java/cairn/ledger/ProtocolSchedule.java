package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;

/// The state entry that says which protocol the blocks follow; without it, it is
/// [Protocol#VERSION_1].
///
/// @param before the protocol of the blocks below `from`
/// @param next the protocol from `from` on
public record ProtocolSchedule(int before, int next, Height from) {
  public ProtocolSchedule {
    Protocol.requireNumber(before);
    Protocol.requireNumber(next);
  }

  /// That of a network that never changed it.
  static final ProtocolSchedule FIRST =
      new ProtocolSchedule(Protocol.VERSION_1, Protocol.VERSION_1, Height.ZERO);

  public static ProtocolSchedule decode(byte[] entry) {
    return BcsReader.decode(
        entry, reader -> new ProtocolSchedule(reader.u16(), reader.u16(), Height.read(reader)));
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(12);
    from.write(writer.u16(before).u16(next));
    return writer.toByteArray();
  }

  /// The protocol of the block at that height.
  public int at(Height height) {
    return height.isBefore(from) ? before : next;
  }
}
