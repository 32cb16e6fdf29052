package cairn.node;

import cairn.ledger.Height;
import cairn.quorum.BlockId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Blocks that could not be executed yet, or must not become part of the chain. All of it is
/// bounded, the oldest go first. Belongs to the ledger thread.
final class CandidateBlocks {
  private static final int MAX_BODIES = 256;
  private static final int MAX_FAULTS = 64;

  // In the order of their coming.
  private final Map<BlockId, VerifiedBody> bodies = new LinkedHashMap<>();
  private final Map<BlockId, String> faults = new LinkedHashMap<>();
  private final Map<BlockId, String> refused = new LinkedHashMap<>();

  /// A body that waits for its parent, or for its turn.
  void keep(VerifiedBody body) {
    put(bodies, MAX_BODIES, body.block().id(), body);
  }

  Optional<VerifiedBody> body(BlockId id) {
    return Optional.ofNullable(bodies.get(id));
  }

  void removeBody(BlockId id) {
    bodies.remove(id);
  }

  /// Nothing at or below this height is wanted any more.
  void settled(Height height) {
    bodies.values().removeIf(body -> !body.block().height().isAfter(height));
  }

  /// No body makes that block valid.
  void isInvalid(BlockId id, String why) {
    put(faults, MAX_FAULTS, id, why);
  }

  Optional<String> fault(BlockId id) {
    return Optional.ofNullable(faults.get(id));
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
