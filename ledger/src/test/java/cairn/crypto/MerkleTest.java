package cairn.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MerkleTest {
  @Test
  void rootIsThatOfTheRecursiveDefinition() {
    for (int size = 0; size <= 130; size++) {
      Hash top = size == 0 ? Hash.ZERO : naiveTop(leaves(size));
      Hash expected =
          Hash.tagged("cairn.merkle.root", new BcsWriter().u64(size).toByteArray(), top.bytes());

      assertEquals(expected, MerkleTree.of(leaves(size)).root(), "size " + size);
    }
  }

  @Test
  void rootsAreFixedForever() {
    assertEquals(
        "edf4620082a6716958a31980b7d704cf1f7e3d7efaf00c61b84b4da7407c0519",
        MerkleTree.of(List.of()).root().toString());
    assertEquals(
        "c9956693bf33ffbf18aa6243526886f1f98ff4cefd9d5f053ab6aa27ce72288f",
        MerkleTree.of(leaves(1)).root().toString());
    assertEquals(
        "55049c418b4a337e974b0004f92b6d7033526a3c969738268ce9415f110d1997",
        MerkleTree.of(leaves(5)).root().toString());
  }

  @Test
  void mountainRangeHasTheRootOfTheTreeAndPeaksForItsBits() {
    MerkleMountainRange range = MerkleMountainRange.EMPTY;
    for (int size = 0; size <= 300; size++) {
      assertEquals(size, range.size());
      assertEquals(Integer.bitCount(size), range.peaks().size());
      assertEquals(MerkleTree.of(leaves(size)).root(), range.root(), "size " + size);
      range = range.append(leaf(size));
    }
  }

  @Test
  void storedNodesProveEveryLeafAtEveryEarlierSize() {
    List<List<Hash>> stored = new ArrayList<>();
    MerkleMountainRange range = MerkleMountainRange.EMPTY;
    for (int size = 0; size < 70; size++) {
      stored.add(range.nodesOf(leaf(size)));
      range = range.append(leaf(size));
    }
    MerkleProof.PerfectTrees trees =
        (level, index) -> stored.get((int) ((index + 1) << level) - 1).get(level);

    for (int i = 0; i < 70; i++) {
      assertEquals(stored.get(i), MerkleProof.completed(leaf(i), i, trees));
    }
    for (int size = 1; size <= 70; size++) {
      MerkleTree tree = MerkleTree.of(leaves(size));
      for (int index = 0; index < size; index++) {
        assertEquals(tree.proof(index), MerkleProof.of(index, size, trees), index + " of " + size);
      }
    }
    assertEquals(range, MerkleMountainRange.of(leaves(70), bytes -> bytes));
  }

  @Test
  void everyLeafIsProvedAtItsPlaceAndNowhereElse() {
    for (int size = 1; size <= 33; size++) {
      MerkleTree tree = MerkleTree.of(leaves(size));
      for (int index = 0; index < size; index++) {
        MerkleProof proof = tree.proof(index);
        assertTrue(proof.proves(leaf(index), tree.root()));
        for (int other = 0; other < size; other++) {
          assertEquals(other == index, proof.proves(leaf(other), tree.root()));
          assertEquals(other == index, moved(proof, other, size, leaf(index), tree.root()));
        }
        for (int otherSize = 1; otherSize <= 40; otherSize++) {
          assertEquals(otherSize == size, moved(proof, index, otherSize, leaf(index), tree.root()));
        }
      }
    }
  }

  @Test
  void changedPathProvesNothing() {
    MerkleTree tree = MerkleTree.of(leaves(21));
    MerkleProof proof = tree.proof(13);
    for (int i = 0; i < proof.path().size(); i++) {
      List<Hash> path = new ArrayList<>(proof.path());
      path.set(i, Hash.ZERO);
      assertFalse(new MerkleProof(13, 21, path).proves(leaf(13), tree.root()));
    }
  }

  /// Without tags, the two children of a node could pass for a leaf.
  @Test
  void nodeIsNoLeaf() {
    MerkleTree tree = MerkleTree.of(leaves(2));
    BcsWriter children = new BcsWriter();
    MerkleTree.leaf(new Hasher(), leaf(0)).write(children);
    MerkleTree.leaf(new Hasher(), leaf(1)).write(children);

    assertNotEquals(tree.root(), MerkleTree.of(List.of(children.toByteArray())).root());
  }

  @Test
  void everySizeAndEveryOrderHasARootOfItsOwn() {
    Set<Hash> roots = new HashSet<>();
    for (int size = 0; size <= 64; size++) {
      List<byte[]> leaves = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        leaves.add(new byte[0]);
      }
      assertTrue(roots.add(MerkleTree.of(leaves).root()));
    }
    assertTrue(roots.add(MerkleTree.of(List.of(leaf(1), leaf(2))).root()));
    assertTrue(roots.add(MerkleTree.of(List.of(leaf(2), leaf(1))).root()));
  }

  @Test
  void proofRoundTripsAndRefusesAnotherLength() {
    MerkleProof proof = MerkleTree.of(leaves(21)).proof(20);
    byte[] bytes = encoded(proof);
    assertEquals(proof, BcsReader.decode(bytes, MerkleProof::read));

    for (int cut = 0; cut < bytes.length; cut++) {
      byte[] part = java.util.Arrays.copyOf(bytes, cut);
      assertThrows(MalformedException.class, () -> BcsReader.decode(part, MerkleProof::read));
    }
    byte[] outside = bytes.clone();
    outside[0] = 21;
    assertThrows(MalformedException.class, () -> BcsReader.decode(outside, MerkleProof::read));
    byte[] elsewhere = bytes.clone();
    elsewhere[0] = 3;
    assertThrows(MalformedException.class, () -> BcsReader.decode(elsewhere, MerkleProof::read));
    assertThrows(IllegalArgumentException.class, () -> new MerkleProof(0, 2, List.of()));
  }

  @Test
  void mountainRangeRoundTrips() {
    MerkleMountainRange range = MerkleMountainRange.EMPTY;
    for (int size = 0; size <= 70; size++) {
      BcsWriter writer = new BcsWriter();
      range.write(writer);
      byte[] bytes = writer.toByteArray();
      assertEquals(8 + 32 * Integer.bitCount(size), bytes.length);
      MerkleMountainRange read = BcsReader.decode(bytes, MerkleMountainRange::read);
      assertEquals(range, read);
      assertEquals(range.append(leaf(0)).root(), read.append(leaf(0)).root());
      range = range.append(leaf(size));
    }
  }

  private static byte[] encoded(MerkleProof proof) {
    BcsWriter writer = new BcsWriter();
    proof.write(writer);
    return writer.toByteArray();
  }

  private static boolean moved(MerkleProof proof, int index, int size, byte[] leaf, Hash root) {
    if (index >= size) {
      return false;
    }
    try {
      return new MerkleProof(index, size, proof.path()).proves(leaf, root);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Hash naiveTop(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return Hash.tagged("cairn.merkle.leaf", leaves.getFirst());
    }
    int k = Integer.highestOneBit(leaves.size() - 1);
    return Hash.tagged(
        "cairn.merkle.node",
        naiveTop(leaves.subList(0, k)).bytes(),
        naiveTop(leaves.subList(k, leaves.size())).bytes());
  }

  private static List<byte[]> leaves(int size) {
    List<byte[]> result = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      result.add(leaf(i));
    }
    return result;
  }

  private static byte[] leaf(int i) {
    return new byte[] {(byte) i, (byte) (i >> 8), 7};
  }
}
