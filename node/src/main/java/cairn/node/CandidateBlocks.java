package cairn.node;

import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.quorum.BlockId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Blocks that could not be executed yet, or must not become part of the chain. All of it is
/// bounded, the oldest go first. Belongs to the ledger thread.
final class CandidateBlocks {
  private static final int MAX_BODIES = 256;

  /// Some of the largest blocks that a network may allow.
  static final long MAX_BYTES = 16L << 20;

  private static final int MAX_FAULTS = 64;

  // In the order of their coming.
  private final Map<BlockId, VerifiedBody> bodies = new LinkedHashMap<>();
  private final Map<BlockId, Branches.Reach.Invalid> faults = new LinkedHashMap<>();
  private final Map<BlockId, Branches.Reach.Aside> aside = new LinkedHashMap<>();
  private final Map<BlockId, String> refused = new LinkedHashMap<>();
  private long bytes;

  /// A body that waits for its parent, or for its turn.
  void keep(VerifiedBody body) {
    removeBody(body.block().id());
    bodies.put(body.block().id(), body);
    bytes += body.block().size();
    while (bodies.size() > 1 && (bodies.size() > MAX_BODIES || bytes > MAX_BYTES)) {
      removeBody(bodies.keySet().iterator().next());
    }
  }

  Optional<VerifiedBody> body(BlockId id) {
    return Optional.ofNullable(bodies.get(id));
  }

  void removeBody(BlockId id) {
    VerifiedBody removed = bodies.remove(id);
    bytes -= removed == null ? 0 : removed.block().size();
  }

  /// Nothing at or below this height is wanted any more.
  void settled(Height height) {
    List<BlockId> past =
        bodies.values().stream()
            .map(VerifiedBody::block)
            .filter(block -> !block.height().isAfter(height))
            .map(Block::id)
            .toList();
    past.forEach(this::removeBody);
  }

  /// No body makes that block valid.
  void isInvalid(BlockId id, Branches.Reach.Invalid fault) {
    put(faults, MAX_FAULTS, id, fault);
  }

  Optional<Branches.Reach.Invalid> fault(BlockId id) {
    return Optional.ofNullable(faults.get(id));
  }

  /// That block is not above the newest final one, nor one of its ancestors that matter here.
  void isAside(BlockId id, Branches.Reach.Aside why) {
    put(aside, MAX_FAULTS, id, why);
  }

  Optional<Branches.Reach.Aside> aside(BlockId id) {
    return Optional.ofNullable(aside.get(id));
  }

  /// The proposer of that block sent a body that does not fit: it gets no vote, but another body
  /// may fit all the same.
  void isRefused(BlockId id, String why) {
    put(refused, MAX_FAULTS, id, why);
  }

  Optional<String> refusal(BlockId id) {
    return Optional.ofNullable(refused.get(id));
  }

  int size() {
    return bodies.size();
  }

  private static <V> void put(Map<BlockId, V> map, int bound, BlockId id, V value) {
    if (map.size() >= bound && !map.containsKey(id)) {
      map.remove(map.keySet().iterator().next());
    }
    map.put(id, value);
  }
}
