package cairn.node;

import cairn.node.api.HttpLimits;
import cairn.p2p.FrameMemory;
import java.util.Optional;

/// What all bounded stores of bytes of a node may hold together when each of them is full. It must
/// fit the heap, and leave room for what is made of the bytes and for everything else: a thread
/// that gets no memory ends the node.
///
/// @param bytes the sum of all bounds
record MemoryBudget(long bytes) {
  private static final int MOST_PERCENT_OF_HEAP = 60;

  /// @param mempool the only one that can be set
  static MemoryBudget of(MempoolLimits mempool) {
    return new MemoryBudget(
        mempool.bytes()
            + FrameMemory.MAX_BYTES
            + VerifierPool.BLOCK_BYTES
            + VerifierPool.TRANSACTION_BYTES
            + VerifierPool.SUBMITTED_BYTES
            + CandidateBlocks.MAX_BYTES
            + Chain.MAX_UNSTORED_BYTES
            + BlockStash.MAX_RELEASED_BYTES
            + RangePlan.WINDOW_BYTES
            + RequestService.MAX_WAITING_BYTES_IN_ALL
            + HttpLimits.MEMORY_BYTES);
  }

  /// A sentence for people where the heap is too small.
  ///
  /// @param heap the most bytes that it may have
  Optional<String> problem(long heap) {
    long most = heap * MOST_PERCENT_OF_HEAP / 100;
    return bytes <= most
        ? Optional.empty()
        : Optional.of(
            ("peers and clients can make this node hold %d MiB, and its heap of %d MiB is made for"
                    + " %d: lower %s, or give java more with CAIRN_JAVA_OPTS=-Xmx%dm")
                .formatted(
                    bytes >> 20,
                    heap >> 20,
                    most >> 20,
                    Setting.MEMPOOL_BYTES.key(),
                    // Of what -Xmx gives, java keeps a part back that objects are moved to.
                    (bytes >> 20) * 110 / MOST_PERCENT_OF_HEAP));
  }
}
