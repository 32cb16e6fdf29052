package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Proofs put together of parts of true ones: whatever is asked, none says what the state with that
/// root does not. Against a map, which is all that the state is.
class ForgedStateProofTest {
  private static final int VERSIONS = 6;
  private static final int FORGERIES = 500;

  private final List<TreeMap<Hash, byte[]>> states = new ArrayList<>();
  private final Map<NodeKey, TreeNode> nodes = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {61, 62, 63, 64})
  void noForgeryProvesWhatIsNotSo(long seed) {
    Random random = new Random(seed);
    StateTreeTest.Keys keys = new StateTreeTest.Keys(random);
    grow(keys, random);
    List<Hash> asked = keys.all();
    int holding = 0;
    for (int i = 0; i < FORGERIES; i++) {
      int version = random.nextInt(VERSIONS);
      Hash key = one(random, asked);
      StateProof proof = forged(random, asked, version, key);
      Optional<byte[]> claim = claim(random, key);
      boolean isTrue = Arrays.equals(claim.orElse(null), states.get(version).get(key));
      boolean verified = proof.verify(StateTree.root(this::node, version), key, claim);

      assertFalse(verified && !isTrue, () -> "seed " + seed + ": " + proof + " of " + key);
      holding += verified ? 1 : 0;
    }
    // Some forgeries come to the true proof of what was asked, or the test would ask nothing.
    assertTrue(holding > 0);
  }

  private void grow(StateTreeTest.Keys keys, Random random) {
    TreeMap<Hash, byte[]> state = keys.entries(1 + random.nextInt(30));
    nodes.putAll(StateTree.create(0, state).newNodes());
    states.add(new TreeMap<>(state));
    for (int version = 1; version < VERSIONS; version++) {
      TreeMap<Hash, Optional<byte[]>> changes = keys.changes(state, 6);
      nodes.putAll(StateTree.update(this::node, version - 1, version, changes).newNodes());
      changes.forEach(
          (key, value) -> value.ifPresentOrElse(v -> state.put(key, v), () -> state.remove(key)));
      states.add(new TreeMap<>(state));
    }
  }

  /// What stands under the key in some version, or nothing, or something else.
  private Optional<byte[]> claim(Random random, Hash key) {
    return switch (random.nextInt(6)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new byte[] {9, 9, 9});
      default -> Optional.ofNullable(states.get(random.nextInt(VERSIONS)).get(key));
    };
  }

  /// The upper part of one proof, the lower of another, of any versions; then at times a hash
  /// moved, left out, put in or exchanged, and the end of a third.
  private StateProof forged(Random random, List<Hash> keys, int version, Hash key) {
    StateProof right = StateTree.prove(this::node, version, key);
    StateProof upper = random.nextBoolean() ? right : proof(random, keys);
    StateProof lower = random.nextBoolean() ? right : proof(random, keys);
    int cut = random.nextInt(upper.siblings().size() + 1);
    List<Hash> siblings = new ArrayList<>(upper.siblings().subList(0, cut));
    siblings.addAll(
        lower.siblings().subList(Math.min(cut, lower.siblings().size()), lower.siblings().size()));
    if (random.nextBoolean() && !siblings.isEmpty()) {
      int place = random.nextInt(siblings.size());
      switch (random.nextInt(4)) {
        case 0 -> siblings.remove(place);
        case 1 -> siblings.add(place, siblings.get(random.nextInt(siblings.size())));
        case 2 -> siblings.set(place, TreeNode.EMPTY_HASH);
        default -> siblings.set(place, siblings.get(random.nextInt(siblings.size())));
      }
    }
    if (siblings.size() > StateProof.MAX_SIBLINGS) {
      return lower;
    }
    Optional<StateProof.End> end =
        switch (random.nextInt(4)) {
          case 0 -> Optional.empty();
          case 1 -> proof(random, keys).end();
          default -> lower.end();
        };
    return new StateProof(end, siblings);
  }

  private StateProof proof(Random random, List<Hash> keys) {
    return StateTree.prove(this::node, random.nextInt(VERSIONS), one(random, keys));
  }

  private static Hash one(Random random, List<Hash> keys) {
    return keys.get(random.nextInt(keys.size()));
  }

  private Optional<TreeNode> node(NodeKey key) {
    return Optional.ofNullable(nodes.get(key));
  }
}
