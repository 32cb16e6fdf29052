package cairn.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValidatorSetTest {
  /// With n equal members, of which f = (n - 1) / 3 are faulty: two quorums share an honest member,
  /// and the honest members are a quorum.
  @Test
  void quorumOfEqualMembersIsMoreThanTwoThirds() {
    for (int n = 1; n <= 100; n++) {
      ValidatorSet set = new QuorumFixture(QuorumFixture.equal(n)).set;
      int f = (n - 1) / 3;
      int quorum = 2 * n / 3 + 1;
      for (int power = 0; power <= n; power++) {
        assertEquals(power >= quorum, set.isQuorum(power), power + " of " + n);
        assertEquals(power >= n / 3 + 1, set.isMoreThanThird(power), power + " of " + n);
      }
      assertTrue(quorum <= n - f, "the honest are a quorum of " + n);
      assertTrue(2 * quorum - n > f, "two quorums share an honest member of " + n);
      assertTrue(n / 3 + 1 > f, "more than a third of " + n + " has an honest member");
    }
  }

  @Test
  void quorumOfWeightedMembersIsExactUpToTheGreatestPower() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      int n = 1 + random.nextInt(20);
      long[] powers = new long[n];
      for (int i = 0; i < n; i++) {
        powers[i] = 1 + (random.nextLong() >>> (9 + random.nextInt(54)));
      }
      ValidatorSet set = new QuorumFixture(powers).set;
      long total = Arrays.stream(powers).sum();
      assertEquals(total, set.totalPower());
      for (long power :
          new long[] {0, 1, total / 3, total / 3 + 1, total * 2 / 3, total * 2 / 3 + 1, total}) {
        assertEquals(exceeds(power, 3, total, 2), set.isQuorum(power));
        assertEquals(exceeds(power, 3, total, 1), set.isMoreThanThird(power));
      }
    }
    ValidatorSet greatest = new QuorumFixture(1L << 59, 1L << 59).set;
    assertFalse(greatest.isQuorum(1L << 59));
    assertTrue(greatest.isQuorum(1L << 60));
  }

  @Test
  void membersStandInTheOrderOfTheirKeys() {
    QuorumFixture fixture = new QuorumFixture(QuorumFixture.equal(20));
    List<Validator> shuffled = new ArrayList<>(fixture.set.validators());
    Collections.shuffle(shuffled, new Random(1));

    ValidatorSet set = ValidatorSet.of(shuffled);

    assertEquals(fixture.set, set);
    assertEquals(fixture.set.hash(), set.hash());
    for (int i = 0; i < 20; i++) {
      assertEquals(Optional.of(new ValidatorId(i)), set.find(fixture.keys.get(i).publicKey()));
    }
    assertEquals(Optional.empty(), set.find(cairn.crypto.PublicKey.of(new byte[32])));
    assertFalse(set.contains(new ValidatorId(20)));
  }

  @Test
  void impossibleSetsAreRefused() {
    Validator a = new QuorumFixture(1).set.validators().getFirst();

    assertThrows(IllegalArgumentException.class, () -> ValidatorSet.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> ValidatorSet.of(List.of(a, a)));
    assertThrows(IllegalArgumentException.class, () -> new Validator(a.key(), 0));
    assertThrows(IllegalArgumentException.class, () -> new Validator(a.key(), -1));
    assertThrows(IllegalArgumentException.class, () -> new QuorumFixture((1L << 60) + 1));
    assertThrows(IllegalArgumentException.class, () -> new QuorumFixture(1L << 60, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new QuorumFixture(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, () -> new QuorumFixture(QuorumFixture.equal(257)));
    assertEquals(256, new QuorumFixture(QuorumFixture.equal(256)).set.size());
  }

  @Test
  void roundTripsAndRefusesEveryOtherForm() {
    ValidatorSet set = new QuorumFixture(3, 1, 2).set;
    byte[] bytes = encoded(set.validators());

    assertEquals(set, BcsReader.decode(bytes, ValidatorSet::read));

    List<Validator> unsorted = new ArrayList<>(set.validators()).reversed();
    assertMalformed(encoded(unsorted));
    assertMalformed(encoded(List.of(unsorted.getFirst(), unsorted.getFirst())));
    assertMalformed(encoded(List.of()));
    byte[] powerless = bytes.clone();
    Arrays.fill(powerless, 33, 41, (byte) 0);
    assertMalformed(powerless);
    byte[] negative = bytes.clone();
    negative[40] = (byte) 0x80;
    assertMalformed(negative);
    for (int cut = 0; cut < bytes.length; cut++) {
      assertMalformed(Arrays.copyOf(bytes, cut));
    }
    assertMalformed(Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void hashTellsSetsApart() {
    assertNotEquals(new QuorumFixture(1, 2).set.hash(), new QuorumFixture(2, 1).set.hash());
    assertNotEquals(new QuorumFixture(1, 1).set.hash(), new QuorumFixture(1, 1, 1).set.hash());
  }

  @Test
  void leadersRotateAndDependOnEpochAndView() {
    ValidatorSet set = new QuorumFixture(QuorumFixture.equal(4)).set;
    for (long view = 0; view < 12; view++) {
      assertEquals(new ValidatorId((int) (view % 4)), set.leader(Epoch.ZERO, new View(view)));
      assertEquals(
          new ValidatorId((int) ((view + 5) % 4)), set.leader(new Epoch(5), new View(view)));
    }
    assertTrue(set.contains(set.leader(new Epoch(Long.MAX_VALUE), new View(Long.MAX_VALUE))));
  }

  private static boolean exceeds(long power, int a, long total, int b) {
    return BigInteger.valueOf(power)
            .multiply(BigInteger.valueOf(a))
            .compareTo(BigInteger.valueOf(total).multiply(BigInteger.valueOf(b)))
        > 0;
  }

  private static byte[] encoded(List<Validator> validators) {
    return new BcsWriter().list(validators, (w, v) -> v.write(w)).toByteArray();
  }

  private static void assertMalformed(byte[] bytes) {
    assertThrows(MalformedException.class, () -> BcsReader.decode(bytes, ValidatorSet::read));
  }
}
