package cairn.node;

import cairn.ledger.Block;
import cairn.quorum.BlockId;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The newest blocks that this node executed or made, so that peers can be helped before the blocks
/// are final. Thread-safe.
///
/// All of them fit their headers: who gives a body that does not is a liar. A block that may become
/// final is kept, for this node may be one of few that have it; of the others the newest are kept
/// up to a bound in bytes.
final class BlockStash {
  static final long MAX_RELEASED_BYTES = 8L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<BlockId, Block> open = new LinkedHashMap<>();
  private final LinkedHashMap<BlockId, Block> released = new LinkedHashMap<>();
  private final long maxReleasedBytes;
  private long releasedBytes;

  BlockStash() {
    this(MAX_RELEASED_BYTES);
  }

  BlockStash(long maxReleasedBytes) {
    this.maxReleasedBytes = maxReleasedBytes;
  }

  /// Keeps a block until it is released.
  void add(Block block) {
    lock.lock();
    try {
      open.put(block.id(), block);
    } finally {
      lock.unlock();
    }
  }

  /// The block is final, and others have it, or it never will be.
  void release(BlockId id) {
    lock.lock();
    try {
      Block block = open.remove(id);
      if (block != null && released.putIfAbsent(id, block) == null) {
        releasedBytes += block.size();
        while (releasedBytes > maxReleasedBytes) {
          releasedBytes -= released.pollFirstEntry().getValue().size();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  Optional<Block> block(BlockId id) {
    lock.lock();
    try {
      return Optional.ofNullable(open.get(id)).or(() -> Optional.ofNullable(released.get(id)));
    } finally {
      lock.unlock();
    }
  }
}
