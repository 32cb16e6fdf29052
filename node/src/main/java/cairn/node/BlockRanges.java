package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.quorum.Certificate;
import java.util.List;
import java.util.Optional;

/// Runs of final blocks on the wire.
final class BlockRanges {
  /// So many blocks are asked for at once.
  static final int MAX_BLOCKS = 128;

  /// An answer goes on to the next block with a finalization of its own, up to here.
  static final int MAX_BLOCKS_IN_ANSWER = 1024;

  /// An answer is cut at a block with a finalization of its own once it has this many bytes.
  static final int CUT_BYTES = 2 << 20;

  private BlockRanges() {}

  /// Asks for the blocks from one height to another, both included.
  record Wanted(Height from, Height to) {
    static Wanted decode(byte[] message) {
      return BcsReader.decode(message, r -> new Wanted(Height.read(r), Height.read(r)));
    }

    byte[] encoded() {
      BcsWriter writer = new BcsWriter(16);
      from.write(writer);
      to.write(writer);
      return writer.toByteArray();
    }
  }

  /// The blocks from a height on, with the finalization of the last; empty where there are none.
  record Answer(Height from, List<Block> blocks, Optional<Certificate> finalization) {
    Answer {
      blocks = List.copyOf(blocks);
    }

    static Answer decode(byte[] message) {
      return BcsReader.decode(
          message,
          reader ->
              new Answer(
                  Height.read(reader),
                  reader.list(MAX_BLOCKS_IN_ANSWER, r -> Block.decode(r.bytes(Block.MAX_BYTES))),
                  reader.optional(Certificate::read)));
    }

    byte[] encoded() {
      BcsWriter writer = new BcsWriter(CUT_BYTES);
      from.write(writer);
      writer.list(blocks, (w, block) -> w.bytes(block.encoded()));
      writer.optional(finalization, (w, certificate) -> certificate.write(w));
      return writer.toByteArray();
    }

    /// The rule that it breaks as a run whose last block the finalization names, if any.
    Optional<String> brokenRule() {
      if (finalization.isEmpty() != blocks.isEmpty()) {
        return Optional.of("block range without its finalization");
      }
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        if (block.height().number() != from.number() + i) {
          return Optional.of("block range with a gap in its heights");
        }
        if (i > 0 && !block.header().parent().equals(blocks.get(i - 1).id())) {
          return Optional.of("block range with a block that is not its neighbour's parent");
        }
      }
      return Optional.empty();
    }
  }
}
