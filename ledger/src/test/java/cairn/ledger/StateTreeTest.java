package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTreeTest {
  /// Stored nodes, with the stale ones deleted after each update, as the store does in the end.
  private static final class Nodes implements NodeSource {
    final Map<NodeKey, byte[]> stored = new HashMap<>();

    @Override
    public Optional<TreeNode> node(NodeKey key) {
      return Optional.ofNullable(stored.get(key)).map(TreeNode::decode);
    }

    void apply(TreeUpdate update) {
      update.staleNodes().forEach(key -> assertTrue(stored.remove(key) != null, "stale " + key));
      update.newNodes().forEach((key, node) -> assertTrue(stored.put(key, node.encoded()) == null));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithTheNaiveTreeAfterAnyChanges(long seed) {
    Random random = new Random(seed);
    Keys keys = new Keys(random);
    TreeMap<Hash, byte[]> model = new TreeMap<>();
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));

    for (long version = 1; version <= 60; version++) {
      TreeMap<Hash, Optional<byte[]>> changes = keys.changes(model, 1 + random.nextInt(40));
      TreeUpdate update = StateTree.update(nodes, version - 1, version, changes);
      nodes.apply(update);
      changes.forEach(
          (key, value) -> value.ifPresentOrElse(v -> model.put(key, v), () -> model.remove(key)));

      assertEquals(NaiveTree.root(model), update.root());
      assertEquals(update.root(), StateTree.root(nodes, version));
      assertEquals(NaiveTree.storedNodes(model), nodes.stored.size());
    }
    for (Hash key : keys.all()) {
      assertArrayEquals(
          model.get(key), StateTree.read(nodes, 60, key).orElse(null), "value of " + key);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void provesEveryKeyPresentOrAbsent(long seed) {
    Random random = new Random(seed);
    Keys keys = new Keys(random);
    TreeMap<Hash, byte[]> model = keys.entries(300);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(7, model));
    Hash root = NaiveTree.root(model);

    for (Hash key : keys.all()) {
      StateProof proof = StateProof.decode(StateTree.prove(nodes, 7, key).encoded());
      Optional<byte[]> value = Optional.ofNullable(model.get(key));
      assertTrue(proof.verify(root, key, value));
      assertFalse(proof.verify(root, key, Optional.of(new byte[] {1, 2, 3, 4, 5})));
      assertFalse(proof.verify(keys.fresh(), key, value));
      if (value.isPresent()) {
        assertFalse(proof.verify(root, key, Optional.empty()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void refusesEveryChangedBitOfAProof(long seed) {
    Random random = new Random(seed);
    Keys keys = new Keys(random);
    TreeMap<Hash, byte[]> model = keys.entries(40);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    Hash root = NaiveTree.root(model);

    for (Hash key : List.of(model.firstKey(), keys.fresh(), keys.neighbour(model.lastKey()))) {
      byte[] proof = StateTree.prove(nodes, 0, key).encoded();
      for (int bit = 0; bit < 8 * proof.length; bit++) {
        byte[] forged = proof.clone();
        forged[bit / 8] ^= (byte) (1 << (bit % 8));
        assertNotVerified(forged, root, key, Optional.ofNullable(model.get(key)));
      }
      for (int length = 0; length < proof.length; length++) {
        byte[] cut = java.util.Arrays.copyOf(proof, length);
        assertThrows(MalformedException.class, () -> StateProof.decode(cut));
      }
      byte[] longer = java.util.Arrays.copyOf(proof, proof.length + 1);
      assertThrows(MalformedException.class, () -> StateProof.decode(longer));
    }
  }

  /// The bits of a leaf's key below its place are bound by the leaf's hash; those of the asked key
  /// are the asker's. So a flipped bit of the proof must never verify, whichever it is.
  private static void assertNotVerified(byte[] bytes, Hash root, Hash key, Optional<byte[]> value) {
    StateProof proof;
    try {
      proof = StateProof.decode(bytes);
    } catch (MalformedException refused) {
      return;
    }
    assertFalse(proof.verify(root, key, value), "verified: " + proof);
  }

  @Test
  void refusesTheProofOfOneKeyForAnother() {
    Keys keys = new Keys(new Random(31));
    TreeMap<Hash, byte[]> model = keys.entries(100);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    Hash root = NaiveTree.root(model);

    for (Hash proved : model.keySet()) {
      StateProof proof = StateTree.prove(nodes, 0, proved);
      for (Hash asked : model.keySet()) {
        boolean same = asked.equals(proved);
        assertEquals(same, proof.verify(root, asked, Optional.of(model.get(asked))));
        assertFalse(proof.verify(root, asked, Optional.empty()), "absence of a key that is there");
      }
    }
  }

  @Test
  void refusesSplicedProofs() {
    Keys keys = new Keys(new Random(32));
    TreeMap<Hash, byte[]> model = keys.entries(50);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    Hash root = NaiveTree.root(model);
    Hash key = model.firstKey();
    StateProof whole = StateTree.prove(nodes, 0, key);
    StateProof other = StateTree.prove(nodes, 0, model.lastKey());

    for (int cut = 0; cut < whole.siblings().size(); cut++) {
      // The inner node at the cut put forward as a leaf, as nothing, and with another leaf below.
      List<Hash> upper = whole.siblings().subList(0, cut);
      assertFalse(
          new StateProof(whole.end(), upper).verify(root, key, Optional.of(model.get(key))));
      assertFalse(new StateProof(Optional.empty(), upper).verify(root, key, Optional.empty()));
      assertFalse(new StateProof(other.end(), upper).verify(root, key, Optional.empty()));
    }
    List<Hash> deeper = new ArrayList<>(whole.siblings());
    deeper.add(TreeNode.EMPTY_HASH);
    assertFalse(new StateProof(whole.end(), deeper).verify(root, key, Optional.of(model.get(key))));
  }

  @Test
  void anEmptyTreeProvesEveryAbsence() {
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(3, new TreeMap<>()));
    Hash key = Hash.tagged("test", new byte[] {1});

    assertEquals(StateTree.EMPTY_ROOT, StateTree.root(nodes, 3));
    assertTrue(StateTree.prove(nodes, 3, key).verify(StateTree.EMPTY_ROOT, key, Optional.empty()));
  }

  @Test
  void deletingEverythingLeavesTheEmptyTree() {
    Keys keys = new Keys(new Random(41));
    TreeMap<Hash, byte[]> model = keys.entries(200);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    TreeMap<Hash, Optional<byte[]>> deletions = new TreeMap<>();
    model.keySet().forEach(key -> deletions.put(key, Optional.empty()));

    TreeUpdate update = StateTree.update(nodes, 0, 1, deletions);
    nodes.apply(update);

    assertEquals(StateTree.EMPTY_ROOT, update.root());
    assertEquals(1, nodes.stored.size());
  }

  @Test
  void aChangeThatChangesNothingMakesOnlyARoot() {
    Keys keys = new Keys(new Random(42));
    TreeMap<Hash, byte[]> model = keys.entries(500);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    TreeMap<Hash, Optional<byte[]>> same = new TreeMap<>();
    model.forEach((key, value) -> same.put(key, Optional.of(value.clone())));
    same.put(keys.fresh(), Optional.empty());

    TreeUpdate update = StateTree.update(nodes, 0, 1, same);

    assertEquals(NaiveTree.root(model), update.root());
    assertEquals(List.of(NodeKey.root(0)), update.staleNodes());
    assertEquals(new HashSet<>(List.of(NodeKey.root(1))), update.newNodes().keySet());
  }

  @Test
  void oldVersionsStayWholeWhileNothingStaleIsDeleted() {
    Random random = new Random(43);
    Keys keys = new Keys(random);
    TreeMap<Hash, byte[]> model = keys.entries(100);
    Map<NodeKey, TreeNode> all = new HashMap<>();
    NodeSource source = key -> Optional.ofNullable(all.get(key));
    all.putAll(StateTree.create(0, model).newNodes());
    List<Hash> roots = new ArrayList<>(List.of(NaiveTree.root(model)));
    for (int version = 1; version < 20; version++) {
      SortedMap<Hash, Optional<byte[]>> changes = keys.changes(model, 10);
      all.putAll(StateTree.update(source, version - 1, version, changes).newNodes());
      changes.forEach(
          (key, value) -> value.ifPresentOrElse(v -> model.put(key, v), () -> model.remove(key)));
      roots.add(NaiveTree.root(model));
    }

    for (int version = 0; version < 20; version++) {
      TreeMap<Hash, byte[]> found = new TreeMap<>();
      for (Hash key : keys.all()) {
        StateTree.read(source, version, key).ifPresent(value -> found.put(key, value));
      }
      assertEquals(roots.get(version), NaiveTree.root(found));
    }
  }

  @Test
  void pendingUpdatesLieOverTheStore() {
    Keys keys = new Keys(new Random(44));
    TreeMap<Hash, byte[]> model = keys.entries(100);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    TreeMap<Hash, Optional<byte[]>> first = keys.changes(model, 20);
    TreeUpdate one = StateTree.update(nodes, 0, 1, first);
    TreeMap<Hash, Optional<byte[]>> second = keys.changes(model, 20);
    TreeUpdate two = StateTree.update(one.over(nodes), 1, 2, second);
    NodeSource pending = two.over(one.over(nodes));

    for (SortedMap<Hash, Optional<byte[]>> changes : List.of(first, second)) {
      changes.forEach(
          (key, value) -> value.ifPresentOrElse(v -> model.put(key, v), () -> model.remove(key)));
    }

    assertEquals(NaiveTree.root(model), two.root());
    model.forEach(
        (key, value) -> assertArrayEquals(value, StateTree.read(pending, 2, key).orElseThrow()));
  }

  @Test
  void noticesAMissingAndAForeignNode() {
    Keys keys = new Keys(new Random(45));
    TreeMap<Hash, byte[]> model = keys.entries(300);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(0, model));
    NodeKey inner =
        nodes.stored.keySet().stream().filter(key -> key.depth() == 1).findFirst().orElseThrow();
    NodeKey other =
        nodes.stored.keySet().stream()
            .filter(key -> key.depth() == 1 && !key.equals(inner))
            .findFirst()
            .orElseThrow();
    TreeMap<Hash, Optional<byte[]>> all = new TreeMap<>();
    model.keySet().forEach(key -> all.put(key, Optional.of(new byte[] {9})));

    byte[] kept = nodes.stored.put(inner, nodes.stored.get(other));
    CorruptTreeException foreign =
        assertThrows(CorruptTreeException.class, () -> StateTree.update(nodes, 0, 1, all));
    nodes.stored.remove(inner);
    CorruptTreeException missing =
        assertThrows(CorruptTreeException.class, () -> StateTree.update(nodes, 0, 1, all));
    nodes.stored.put(inner, kept);

    assertTrue(foreign.getMessage().contains(inner.toString()), foreign.getMessage());
    assertTrue(missing.getMessage().contains(inner.toString()), missing.getMessage());
    StateTree.update(nodes, 0, 1, all);
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52})
  void nodesAndProofsDecodeToWhatEncodesToTheSameBytes(long seed) {
    Random random = new Random(seed);
    Keys keys = new Keys(random);
    Nodes nodes = new Nodes();
    nodes.apply(StateTree.create(5, keys.entries(60)));
    for (byte[] node : nodes.stored.values()) {
      assertArrayEquals(node, TreeNode.decode(node).encoded());
      for (int i = 0; i < 50; i++) {
        byte[] mutated = node.clone();
        mutated[random.nextInt(Math.min(12, node.length))] = (byte) random.nextInt();
        try {
          assertArrayEquals(mutated, TreeNode.decode(mutated).encoded());
        } catch (MalformedException refused) {
          // As it should be.
        }
      }
    }
    byte[] proof = StateTree.prove(nodes, 5, keys.fresh()).encoded();
    assertTrue(proof.length <= StateProof.MAX_BYTES);
    for (int i = 0; i < 2000; i++) {
      byte[] mutated = proof.clone();
      mutated[random.nextInt(proof.length)] = (byte) random.nextInt();
      try {
        assertArrayEquals(mutated, StateProof.decode(mutated).encoded());
      } catch (MalformedException refused) {
        // As it should be.
      }
    }
  }

  /// Random keys of which many share long prefixes, as an attacker would grind them.
  static final class Keys {
    private final Random random;
    private final List<Hash> all = new ArrayList<>();

    Keys(Random random) {
      this.random = random;
    }

    List<Hash> all() {
      return List.copyOf(all);
    }

    Hash fresh() {
      byte[] bytes = new byte[Hash.BYTES];
      random.nextBytes(bytes);
      Hash key = Hash.of(bytes);
      if (!all.isEmpty() && random.nextInt(3) == 0) {
        key = neighbour(all.get(random.nextInt(all.size())));
      }
      all.add(key);
      return key;
    }

    /// A key that differs from the given one in one bit, often the last.
    Hash neighbour(Hash key) {
      byte[] bytes = key.bytes();
      int bit = random.nextBoolean() ? 255 : random.nextInt(256);
      bytes[bit / 8] ^= (byte) (0x80 >>> (bit % 8));
      return Hash.of(bytes);
    }

    TreeMap<Hash, byte[]> entries(int count) {
      TreeMap<Hash, byte[]> entries = new TreeMap<>();
      while (entries.size() < count) {
        entries.put(fresh(), value());
      }
      return entries;
    }

    TreeMap<Hash, Optional<byte[]>> changes(SortedMap<Hash, byte[]> model, int count) {
      TreeMap<Hash, Optional<byte[]>> changes = new TreeMap<>();
      List<Hash> present = new ArrayList<>(model.keySet());
      for (int i = 0; i < count; i++) {
        Hash key =
            present.isEmpty() || random.nextInt(3) == 0
                ? fresh()
                : present.get(random.nextInt(present.size()));
        changes.put(key, random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value()));
      }
      return changes;
    }

    private byte[] value() {
      byte[] value = new byte[random.nextInt(60)];
      random.nextBytes(value);
      return value;
    }
  }
}
