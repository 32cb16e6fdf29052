package cairn.node;

import cairn.ledger.Block;
import cairn.quorum.BlockId;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The newest block bodies that this node has seen and that fit their headers' transactions, so
/// that peers can be helped before the blocks are final. Bounded by bytes, the oldest go first.
/// Thread-safe.
final class BlockStash {
  private static final long MAX_BYTES = 32L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<BlockId, Block> blocks = new LinkedHashMap<>();
  private long bytes;

  void add(Block block) {
    lock.lock();
    try {
      if (blocks.putIfAbsent(block.id(), block) == null) {
        bytes += block.size();
        while (bytes > MAX_BYTES && blocks.size() > 1) {
          bytes -= blocks.pollFirstEntry().getValue().size();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  Optional<Block> block(BlockId id) {
    lock.lock();
    try {
      return Optional.ofNullable(blocks.get(id));
    } finally {
      lock.unlock();
    }
  }
}
