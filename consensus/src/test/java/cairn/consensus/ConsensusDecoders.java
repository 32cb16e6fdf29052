package cairn.consensus;

import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.codec.Decoder;
import cairn.codec.Decoders;
import cairn.codec.MalformedException;
import cairn.codec.RandomValues;
import cairn.crypto.Hash;
import cairn.ledger.LedgerDecoders;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The decoders of this module, and random values of what they decode.
final class ConsensusDecoders {
  private static final Set<String> PARTS =
      Set.of("cairn.consensus.Entry.readHead", "cairn.consensus.Segment.decode");

  /// An entry as the journal has it, with its type before it; behind that of a body stand the
  /// body's bytes.
  record Kept(Entry entry, Bytes behind) {
    Kept {
      if (!(entry instanceof Entry.Body) && behind.size() > 0) {
        throw new IllegalArgumentException("only bodies have bytes behind them");
      }
    }

    static Kept decode(byte[] bytes) {
      if (bytes.length == 0) {
        throw new MalformedException("no type");
      }
      byte[] payload = Arrays.copyOfRange(bytes, 1, bytes.length);
      Entry entry = Entry.decode(bytes[0] & 0xFF, payload);
      byte[] behind =
          entry instanceof Entry.Body
              ? Arrays.copyOfRange(payload, Entry.Body.BYTES_OFFSET, payload.length)
              : new byte[0];
      return new Kept(entry, Bytes.of(behind));
    }

    byte[] encoded() {
      return new BcsWriter()
          .u8(entry.type())
          .fixed(entry.payload())
          .fixed(behind.toByteArray())
          .toByteArray();
    }
  }

  private ConsensusDecoders() {}

  static List<Decoder> all() {
    return Decoders.of(
        Replica.class,
        List.of(
            Decoder.of("cairn.consensus.Entry.decode", Kept.class, Kept::decode, Kept::encoded),
            Decoder.of(
                "cairn.consensus.Frame.decode",
                Frame.class,
                ConsensusDecoders::frame,
                Frame::encoded)),
        PARTS);
  }

  static RandomValues values(long seed) {
    return LedgerDecoders.values(seed)
        .with(
            Frame.class,
            v ->
                Frame.of(
                    v.random().nextLong(),
                    v.of(Hash.class),
                    v.number(),
                    v.length(0xFF),
                    v.bytes(v.length(100)),
                    new byte[0]))
        .with(
            Entry.Head.class,
            v ->
                new Entry.Head(
                    v.of(Journal.Owner.class), v.number(), v.of(Hash.class), v.of(Round.class)));
  }

  /// The journal reads as many bytes as a frame has.
  private static Frame frame(byte[] bytes) {
    if (bytes.length != Frame.BYTES) {
      throw new MalformedException("a frame has another size");
    }
    return Frame.decode(bytes).orElseThrow(() -> new MalformedException("no frame"));
  }
}
