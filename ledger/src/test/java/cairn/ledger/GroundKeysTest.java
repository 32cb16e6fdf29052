package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody gains who looks for state keys until their places in the tree share many bits with
/// another's. The places are made here directly; to find one that shares d bits takes about 2^d
/// hashes.
///
/// The cost for everybody else, of each shared bit: at most one hash in a proof (32 bytes, and one
/// bit that says whether it is there), one hash to compute, and a quarter of a stored node to read
/// and to write.
class GroundKeysTest {
  private static final Hash VICTIM = Hash.tagged("test.victim");

  /// A proof's bytes besides its siblings: the end of the path, and how many siblings there are.
  private static final int FRAME_BYTES = 1 + 2 * Hash.BYTES + 2;

  private final Map<NodeKey, TreeNode> nodes = new HashMap<>();
  private final List<NodeKey> loaded = new ArrayList<>();

  /// One ground key a level, so that no sibling is empty: the dearest that d bits can get.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 40, 80, 160, 255})
  void aPathOfGroundKeysCostsAtMostAHashABitAndANodeANibble(int bits) {
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    entries.put(VICTIM, new byte[] {1});
    for (int shared = 0; shared < bits; shared++) {
      entries.put(sharing(shared), new byte[] {2});
    }
    Hash root = put(StateTree.create(0, entries));

    StateProof proof = StateTree.prove(this::load, 0, VICTIM);
    int nodesOfProof = loaded.size();
    TreeUpdate update = update(new byte[] {3});

    assertTrue(proof.verify(root, VICTIM, Optional.of(new byte[] {1})));
    assertEquals(bits, proof.siblings().size());
    assertTrue(proof.encoded().length <= FRAME_BYTES + (bits + 7) / 8 + Hash.BYTES * bits);
    assertTrue(nodesOfProof <= 1 + bits / 4, nodesOfProof + " nodes");
    assertTrue(loaded.size() - nodesOfProof <= 1 + bits / 4);
    assertTrue(update.newNodes().size() <= 1 + bits / 4);
  }

  /// One ground key alone: the levels between have nothing beside the path.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 40, 80, 160, 255})
  void aSingleGroundKeyCostsABitABit(int bits) {
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    entries.put(VICTIM, new byte[] {1});
    entries.put(sharing(bits), new byte[] {2});
    Hash root = put(StateTree.create(0, entries));

    StateProof proof = StateTree.prove(this::load, 0, VICTIM);
    int nodesOfProof = loaded.size();
    TreeUpdate update = update(new byte[] {3});

    assertTrue(proof.verify(root, VICTIM, Optional.of(new byte[] {1})));
    assertEquals(bits + 1, proof.siblings().size());
    assertTrue(proof.encoded().length <= FRAME_BYTES + (bits + 8) / 8 + Hash.BYTES);
    assertTrue(nodesOfProof <= 1 + bits / 4, nodesOfProof + " nodes");
    assertTrue(update.newNodes().size() <= 1 + bits / 4);
  }

  /// A key whose neighbours are ground is proved absent at the same cost.
  @ParameterizedTest
  @ValueSource(ints = {16, 80, 255})
  void anAbsenceBesideGroundKeysCostsNoMore(int bits) {
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    for (int shared = 0; shared <= bits; shared++) {
      entries.put(sharing(shared), new byte[] {2});
    }
    Hash root = put(StateTree.create(0, entries));

    StateProof proof = StateTree.prove(this::load, 0, VICTIM);

    assertTrue(proof.verify(root, VICTIM, Optional.empty()));
    assertTrue(proof.siblings().size() <= bits + 1);
    assertTrue(proof.encoded().length <= StateProof.MAX_BYTES);
    assertTrue(loaded.size() <= 1 + bits / 4);
  }

  private TreeUpdate update(byte[] value) {
    TreeMap<Hash, Optional<byte[]>> change = new TreeMap<>();
    change.put(VICTIM, Optional.of(value));
    return StateTree.update(this::load, 0, 1, change);
  }

  private Hash put(TreeUpdate first) {
    nodes.putAll(first.newNodes());
    return first.root();
  }

  private Optional<TreeNode> load(NodeKey key) {
    loaded.add(key);
    return Optional.ofNullable(nodes.get(key));
  }

  /// A place that shares exactly so many bits with the victim's.
  private static Hash sharing(int bits) {
    byte[] place = VICTIM.bytes();
    place[bits / 8] ^= (byte) (0x80 >>> (bits % 8));
    return Hash.of(place);
  }
}
