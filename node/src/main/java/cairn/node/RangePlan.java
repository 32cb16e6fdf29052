package cairn.node;

import cairn.ledger.Height;
import cairn.p2p.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which runs of blocks are wanted, asked for and here, between what the chain has and a target.
/// What is planned is bounded by a window above the chain, in blocks and in bytes. Guarded by the
/// lock of [RangeSync].
final class RangePlan {
  private static final long WINDOW_BLOCKS = 4L * BlockRanges.MAX_BLOCKS;

  /// What is here and not final yet, and what was asked for: an answer of more than one block is
  /// cut at [BlockRanges#CUT_BYTES]. The lowest run, which the others wait for, may go above it.
  static final long WINDOW_BYTES = 16L << 20;

  private static final int MAX_AVOIDED = 256;

  /// A stretch of heights that the chain was not given yet.
  private static final class Run {
    private final long to;
    private final Set<NodeId> withoutIt = new HashSet<>();
    private Optional<NodeId> asked = Optional.empty();
    private int tries;
    private Optional<FinalRun> ready = Optional.empty();
    private long bytes;

    private Run(long to) {
      this.to = to;
    }
  }

  /// A request to send.
  ///
  /// @param tries tells a late time-out from a current one
  record Request(NodeId peer, long from, long to, int tries) {
    BlockRanges.Wanted message() {
      return new BlockRanges.Wanted(new Height(from), new Height(to));
    }
  }

  private final TreeMap<Long, Run> runs = new TreeMap<>();

  /// The bytes of what the chain was given and has not made final, by the height of its end.
  private final TreeMap<Long, Long> handedOver = new TreeMap<>();

  /// Whose runs did not fit the chain since it last grew.
  private final Set<NodeId> avoided = new HashSet<>();

  private long settled;
  private long planned;
  private long delivered;
  private long target;

  /// The height that is worked towards; at or below what the chain has if none is.
  long target() {
    return target;
  }

  void want(long head, long to) {
    target = Math.max(target, to);
    settle(head);
  }

  /// Begins again above `head`: what was handed over above it was not good.
  void restart(long head) {
    runs.clear();
    handedOver.clear();
    settled = head;
    delivered = head;
    planned = head;
  }

  /// Asks somebody else than this peer first, until the chain has grown.
  void avoid(NodeId peer) {
    if (avoided.size() >= MAX_AVOIDED) {
      avoided.clear();
    }
    avoided.add(peer);
  }

  /// The chain has everything up to `height`.
  void settle(long height) {
    if (height > settled) {
      avoided.clear();
    }
    settled = Math.max(settled, height);
    delivered = Math.max(delivered, settled);
    planned = Math.max(planned, settled);
    while (!runs.isEmpty() && runs.firstEntry().getValue().to <= settled) {
      runs.pollFirstEntry();
    }
    handedOver.headMap(settled, true).clear();
  }

  /// Plans what the window has room for, and asks of `peers`, by turns, what nobody was asked for.
  List<Request> requests(List<NodeId> peers) {
    while (planned < target && planned < settled + WINDOW_BLOCKS) {
      long to = Math.min(target, planned + BlockRanges.MAX_BLOCKS);
      runs.put(planned + 1, new Run(to));
      planned = to;
    }
    List<Request> requests = new ArrayList<>();
    int turn = 0;
    for (Map.Entry<Long, Run> entry : runs.entrySet()) {
      Run run = entry.getValue();
      boolean isLowest = run.equals(runs.firstEntry().getValue());
      if (run.asked.isEmpty() && run.ready.isEmpty() && hasRoom(isLowest)) {
        Optional<NodeId> peer = choose(peers, run, turn++);
        if (peer.isPresent()) {
          run.asked = peer;
          run.tries++;
          requests.add(new Request(peer.get(), entry.getKey(), run.to, run.tries));
        }
      }
    }
    return requests;
  }

  /// Whether something is wanted and nobody was asked for anything.
  boolean isStalled() {
    return !runs.isEmpty() && runs.values().stream().allMatch(run -> run.asked.isEmpty());
  }

  boolean isAsked(NodeId peer, long from) {
    Run run = runs.get(from);
    return run != null && run.asked.equals(Optional.of(peer)) && run.ready.isEmpty();
  }

  /// Whoever was asked has not got it, or was wrong: somebody else shall be.
  void failed(NodeId peer, long from) {
    Run run = runs.get(from);
    if (run != null && run.asked.equals(Optional.of(peer))) {
      run.asked = Optional.empty();
      run.withoutIt.add(peer);
    }
  }

  void timedOut(Request request) {
    Run run = runs.get(request.from());
    if (run != null && run.tries == request.tries()) {
      failed(request.peer(), request.from());
    }
  }

  /// A run has come; it may be shorter or longer than asked. Returns what the chain can be given
  /// now, in order.
  List<FinalRun> arrived(long from, FinalRun ready) {
    Run asked = runs.get(from);
    if (asked == null) {
      return List.of();
    }
    long end = ready.end();
    Map<Long, Run> covered = runs.subMap(from, true, end, true);
    long rest =
        Math.max(asked.to, covered.values().stream().mapToLong(run -> run.to).max().orElse(0));
    covered.clear();
    Run here = new Run(end);
    here.ready = Optional.of(ready);
    here.bytes = ready.bytes();
    runs.put(from, here);
    if (rest > end) {
      runs.put(end + 1, new Run(rest));
    }
    planned = Math.max(planned, end);
    return takeDeliverable();
  }

  private List<FinalRun> takeDeliverable() {
    List<FinalRun> deliverable = new ArrayList<>();
    while (!runs.isEmpty()
        && runs.firstKey() <= delivered + 1
        && runs.firstEntry().getValue().ready.isPresent()) {
      Run run = runs.pollFirstEntry().getValue();
      deliverable.add(run.ready.get());
      delivered = Math.max(delivered, run.to);
      handedOver.merge(run.to, run.bytes, Long::sum);
    }
    return deliverable;
  }

  private boolean hasRoom(boolean isLowest) {
    long bytes = handedOver.values().stream().mapToLong(Long::longValue).sum();
    if (!isLowest) {
      for (Run run : runs.values()) {
        bytes += run.asked.isPresent() ? BlockRanges.CUT_BYTES : run.bytes;
      }
    }
    return bytes < WINDOW_BYTES;
  }

  private Optional<NodeId> choose(List<NodeId> peers, Run run, int turn) {
    List<NodeId> left =
        peers.stream()
            .filter(peer -> !run.withoutIt.contains(peer) && !avoided.contains(peer))
            .toList();
    if (left.isEmpty()) {
      run.withoutIt.clear();
      avoided.clear();
      return Optional.empty();
    }
    return Optional.of(left.get((turn + run.tries) % left.size()));
  }
}
