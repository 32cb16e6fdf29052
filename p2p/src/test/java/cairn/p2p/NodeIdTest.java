package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeIdTest {
  @Test
  void distancesAreThoseOfTheXorAsANumber() {
    var random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      NodeId self = NodeId.random(random);
      NodeId a = near(self, random);
      NodeId b = near(self, random);

      assertEquals(xor(self, a).bitLength(), self.logDistance(a));
      assertEquals(
          xor(self, a).compareTo(xor(self, b)), Integer.signum(self.compareDistance(a, b)));
      assertEquals(0, self.logDistance(self));
      assertEquals(0, self.compareDistance(a, a));
    }
  }

  @Test
  void itsTextComesBack() {
    NodeId id = NodeId.random(new Random(6));

    assertTrue(id.toString().startsWith("cairnnode1"));
    assertEquals(id, NodeId.parse(id.toString()));
    assertEquals(Optional.of(id), PeerAddress.parse(id + "@192.0.2.7:8641").id());
    assertThrows(IllegalArgumentException.class, () -> NodeId.parse(id.hash().toString()));
  }

  /// Shares a random number of leading bytes with `id`.
  private static NodeId near(NodeId id, Random random) {
    byte[] bytes = id.hash().bytes();
    for (int i = random.nextInt(Hash.BYTES); i < Hash.BYTES; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return new NodeId(Hash.of(bytes));
  }

  private static BigInteger xor(NodeId a, NodeId b) {
    return new BigInteger(1, a.hash().bytes()).xor(new BigInteger(1, b.hash().bytes()));
  }
}
