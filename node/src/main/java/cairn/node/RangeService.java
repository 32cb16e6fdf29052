package cairn.node;

import cairn.codec.MalformedException;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives runs of final blocks to peers that catch up, from the store. Thread-safe; the reading is
/// done in the pool.
final class RangeService {
  private final PeerNetwork network;
  private final RequestService service;
  private final LedgerStore store;

  RangeService(PeerNetwork network, RequestService service, LedgerStore store) {
    this.network = network;
    this.service = service;
    this.store = store;
  }

  void onWanted(Peer from, byte[] message) {
    try {
      BlockRanges.Wanted wanted = BlockRanges.Wanted.decode(message);
      if (wanted.to().isBefore(wanted.from()) || wanted.from().equals(Height.ZERO)) {
        network.penalise(from.id(), "block range that is none");
        return;
      }
      service.answer(
          from, message, MessageTypes.BLOCK_RANGE, () -> Optional.of(answer(wanted).encoded()));
    } catch (MalformedException e) {
      network.penalise(from.id(), "block range wanted: " + e.getMessage());
    }
  }

  /// As many of the wanted blocks as an answer takes, at least one, and what makes the last final.
  /// The newest blocks have nothing yet that does: then the answer ends before them.
  private BlockRanges.Answer answer(BlockRanges.Wanted wanted) {
    List<Block> blocks = blocks(wanted);
    if (blocks.isEmpty()) {
      return BlockRanges.Answer.none(wanted.from());
    }
    List<BlockHeader> headers = new ArrayList<>();
    Height height = blocks.getLast().height();
    Optional<Certificate> above = store.finalization(height);
    while (above.isEmpty() && headers.size() < BlockRanges.MAX_HEADERS) {
      height = height.next();
      Optional<BlockHeader> header = store.header(height);
      if (header.isEmpty()) {
        break;
      }
      headers.add(header.get());
      above = store.finalization(height);
    }
    return above.isPresent()
        ? new BlockRanges.Answer(wanted.from(), blocks, headers, above)
        : lower(wanted.from(), blocks);
  }

  private List<Block> blocks(BlockRanges.Wanted wanted) {
    List<Block> blocks = new ArrayList<>();
    long bytes = 0;
    Height height = wanted.from();
    while (blocks.size() < BlockRanges.MAX_BLOCKS && !height.isAfter(wanted.to())) {
      Optional<Block> block = store.block(height);
      bytes += block.map(Block::size).orElse(0);
      if (block.isEmpty() || (!blocks.isEmpty() && bytes > BlockRanges.CUT_BYTES)) {
        break;
      }
      blocks.add(block.get());
      height = height.next();
    }
    return blocks;
  }

  /// Those up to the last one with a finalization of its own.
  private BlockRanges.Answer lower(Height from, List<Block> blocks) {
    for (int count = blocks.size(); count > 0; count--) {
      Optional<Certificate> own = store.finalization(blocks.get(count - 1).height());
      if (own.isPresent()) {
        return new BlockRanges.Answer(from, blocks.subList(0, count), List.of(), own);
      }
    }
    return BlockRanges.Answer.none(from);
  }
}
