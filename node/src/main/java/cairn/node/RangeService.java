package cairn.node;

import cairn.codec.MalformedException;
import cairn.ledger.Block;
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

  /// Blocks from the wanted height on, up to the last one with a finalization of its own within the
  /// limits; beyond them up to the first such block.
  private BlockRanges.Answer answer(BlockRanges.Wanted wanted) {
    List<Block> blocks = new ArrayList<>();
    int certified = 0;
    Optional<Certificate> finalization = Optional.empty();
    long bytes = 0;
    Height height = wanted.from();
    while (blocks.size() < BlockRanges.MAX_BLOCKS_IN_ANSWER) {
      boolean isEnough =
          height.isAfter(wanted.to())
              || blocks.size() >= BlockRanges.MAX_BLOCKS
              || bytes >= BlockRanges.CUT_BYTES;
      Optional<Block> block = store.block(height);
      if (block.isEmpty() || (isEnough && certified > 0)) {
        break;
      }
      blocks.add(block.get());
      bytes += block.get().size();
      Optional<Certificate> own = store.finalization(height);
      if (own.isPresent()) {
        certified = blocks.size();
        finalization = own;
      }
      height = height.next();
    }
    return new BlockRanges.Answer(wanted.from(), blocks.subList(0, certified), finalization);
  }
}
