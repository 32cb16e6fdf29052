package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs of final blocks on the wire.
final class BlockRanges {
  /// So many blocks are asked for at once, and given at most.
  static final int MAX_BLOCKS = 128;

  /// An answer of more than one block has no more bytes of blocks.
  static final int CUT_BYTES = 2 << 20;

  /// So far above its last block an answer's finalization may stand.
  static final int MAX_HEADERS = 1024;

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

  /// The blocks from a height on, with what makes the last of them final: the finalization of that
  /// block, or of a descendant, to which the headers between them lead. Empty where there is none.
  ///
  /// @param headers of the blocks above the last one up to that of the finalization
  record Answer(
      Height from,
      List<Block> blocks,
      List<BlockHeader> headers,
      Optional<Certificate> finalization) {
    Answer {
      blocks = List.copyOf(blocks);
      headers = List.copyOf(headers);
    }

    static Answer none(Height from) {
      return new Answer(from, List.of(), List.of(), Optional.empty());
    }

    static Answer decode(byte[] message) {
      return BcsReader.decode(
          message,
          reader ->
              new Answer(
                  Height.read(reader),
                  reader.list(MAX_BLOCKS, r -> Block.decode(r.bytes(Block.MAX_BYTES))),
                  reader.list(MAX_HEADERS, BlockHeader::read),
                  reader.optional(Certificate::read)));
    }

    byte[] encoded() {
      BcsWriter writer = new BcsWriter(CUT_BYTES);
      from.write(writer);
      writer.list(blocks, (w, block) -> w.bytes(block.encoded()));
      writer.list(headers, (w, header) -> header.write(w));
      writer.optional(finalization, (w, certificate) -> certificate.write(w));
      return writer.toByteArray();
    }

    /// The block that the finalization must name; call only if there are blocks.
    BlockId certified() {
      return headers.isEmpty() ? blocks.getLast().id() : headers.getLast().id();
    }

    /// The rule that it breaks as a chain that ends at [#certified], if any.
    Optional<String> brokenRule() {
      if (finalization.isEmpty() != blocks.isEmpty()) {
        return Optional.of("block range without its finalization");
      }
      List<BlockHeader> chain = new ArrayList<>(blocks.stream().map(Block::header).toList());
      chain.addAll(headers);
      for (int i = 0; i < chain.size(); i++) {
        if (chain.get(i).height().number() != from.number() + i) {
          return Optional.of("block range with a gap in its heights");
        }
        if (i > 0 && !chain.get(i).parent().equals(chain.get(i - 1).id())) {
          return Optional.of("block range with a block that is not its neighbour's parent");
        }
      }
      return Optional.empty();
    }
  }
}
