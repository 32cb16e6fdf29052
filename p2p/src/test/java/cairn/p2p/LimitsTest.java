package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Token buckets, back-off, bans and admission, in made-up time.
class LimitsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - 3 * SECOND;

  @Test
  void aBucketLetsABurstPassAndThenItsRate() {
    TokenBucket bucket = new TokenBucket(10, 40, START);

    assertEquals(0, bucket.take(40, START));
    assertEquals(SECOND / 2, bucket.take(5, START), "half a second pays 5 tokens");
    assertEquals(0, bucket.take(5, START + SECOND));
    assertEquals(0, bucket.take(40, START + 100 * SECOND), "it saves up no more than the burst");
    assertFalse(bucket.tryTake(START + 100 * SECOND));
  }

  @Test
  void aBucketBearsTheLargestMessageAtTheLargestRate() {
    TokenBucket bucket = new TokenBucket(1 << 30, 1 << 30, START);
    long pause = 0;
    for (int i = 0; i < 100; i++) {
      pause = bucket.take(MessageType.MAX_BYTES, START);
    }
    assertTrue(pause > 0 && pause < SECOND);
    assertEquals(0, bucket.take(1, START + 4 * SECOND));
  }

  @Test
  void backOffDoublesWithJitterUpToItsCap() {
    SplittableRandom random = new SplittableRandom(1);
    for (int failures = 1; failures < 100; failures++) {
      long full = Math.min(2_000, 50L << Math.min(failures - 1, 10));
      Duration delay = Backoff.EAGER.delay(failures, random);
      assertTrue(delay.toMillis() >= full / 2 && delay.toMillis() <= full, failures + ": " + delay);
    }
  }

  @Test
  void aBanEndsWithItsTerm() {
    BanList bans = new BanList(Duration.ofSeconds(10));
    bans.ban(node(1), START);

    assertTrue(bans.isBanned(node(1), START + 9 * SECOND));
    assertFalse(bans.isBanned(node(2), START));
    assertFalse(bans.isBanned(node(1), START + 10 * SECOND));
    assertEquals(0, bans.size(START + 10 * SECOND));
  }

  @Test
  void theBanListIsBounded() {
    BanList bans = new BanList(Duration.ofSeconds(10));
    for (int i = 0; i < 10_000; i++) {
      bans.ban(node(i), START);
    }
    assertEquals(4_096, bans.size(START));
    assertTrue(bans.isBanned(node(9_999), START));
  }

  @Test
  void theOldestUnauthenticatedConnectionMakesRoom() throws Exception {
    Admission admission = new Admission(new PeerLimits.Connections(8, 100, 100, 100, 3));
    for (int i = 1; i <= 3; i++) {
      assertEquals(Optional.empty(), admitted(admission, i, "10.0.0." + i));
    }
    admission.authenticated(1);
    assertEquals(Optional.empty(), admitted(admission, 4, "10.0.0.4"));
    assertEquals(Optional.of(2L), admitted(admission, 5, "10.0.0.5"));
  }

  @Test
  void oneAddressCannotTakeThePlaceOfOthers() throws Exception {
    Admission admission = new Admission(new PeerLimits.Connections(8, 100, 2, 2, 100));
    assertEquals(Optional.empty(), admitted(admission, 1, "10.0.0.9"));
    assertEquals(Optional.empty(), admitted(admission, 2, "10.0.0.1"));
    assertEquals(Optional.empty(), admitted(admission, 3, "10.0.0.1"));
    assertEquals(Optional.of(2L), admitted(admission, 4, "10.0.0.1"));
    admission.authenticated(3);
    admission.authenticated(4);
    assertRefused(admission, 5, "10.0.0.1");

    admission.left(3);
    assertEquals(Optional.empty(), admitted(admission, 6, "10.0.0.1"));
  }

  @Test
  void manyNodesOfThisMachineAreLetInButNotOfAnother() throws Exception {
    Admission admission = new Admission(PeerLimits.standard().connections());
    for (int i = 1; i <= 20; i++) {
      assertInstanceOf(
          Admission.Verdict.Admitted.class,
          admission.arrived(i, InetAddress.getByName("127.0.0.1"), START));
      admission.authenticated(i);
    }
    for (int i = 101; i <= 108; i++) {
      assertEquals(Optional.empty(), admitted(admission, i, "10.0.0.1"));
      admission.authenticated(i);
    }

    assertRefused(admission, 109, "10.0.0.1");
  }

  @Test
  void anIpv6HouseholdCountsAsOneAddress() throws Exception {
    Admission admission = new Admission(new PeerLimits.Connections(8, 100, 1, 1, 100));
    assertEquals(Optional.empty(), admitted(admission, 1, "2001:db8:0:1::1"));
    admission.authenticated(1);
    assertRefused(admission, 2, "2001:db8:0:1:ffff::2");
    assertEquals(Optional.empty(), admitted(admission, 3, "2001:db8:0:2::1"));
  }

  @Test
  void establishedInboundPeersAreCapped() throws Exception {
    Admission admission = new Admission(new PeerLimits.Connections(8, 1, 100, 100, 100));
    admitted(admission, 1, "10.0.0.1");
    assertTrue(admission.hasRoom());
    admission.authenticated(1);
    assertFalse(admission.hasRoom());
    admission.left(1);
    assertTrue(admission.hasRoom());
  }

  @Test
  void anAddressThatComesTooOftenMustWaitButNotThisMachine() throws Exception {
    Admission admission = new Admission(new PeerLimits.Connections(8, 100, 1_000, 1_000, 1_000));
    for (int i = 0; i < 64; i++) {
      assertEquals(Optional.empty(), admitted(admission, 100 + i, "10.0.0.1"));
    }
    for (int i = 0; i < 200; i++) {
      assertEquals(Optional.empty(), admitted(admission, 1_000 + i, "127.0.0.1"));
    }

    assertRefused(admission, 1, "10.0.0.1");
    assertEquals(Optional.empty(), admitted(admission, 2, "10.0.0.2"));
    assertInstanceOf(
        Admission.Verdict.Admitted.class,
        admission.arrived(3, InetAddress.ofLiteral("10.0.0.1"), START + SECOND));
  }

  @Test
  void aFailedHandshakeCostsAsMuchAsFourVisits() throws Exception {
    Admission admission = new Admission(PeerLimits.standard().connections());
    for (int i = 0; i < 16; i++) {
      admission.failed(InetAddress.ofLiteral("10.0.0.1"), START);
      admission.failed(InetAddress.ofLiteral("127.0.0.1"), START);
    }

    assertRefused(admission, 1, "10.0.0.1");
    assertEquals(Optional.empty(), admitted(admission, 2, "127.0.0.1"));
  }

  private static Optional<Long> admitted(Admission admission, long connection, String from) {
    return assertInstanceOf(
            Admission.Verdict.Admitted.class,
            admission.arrived(connection, InetAddress.ofLiteral(from), START))
        .instead();
  }

  private static void assertRefused(Admission admission, long connection, String from) {
    assertInstanceOf(
        Admission.Verdict.Refused.class,
        admission.arrived(connection, InetAddress.ofLiteral(from), START));
  }

  private static NodeId node(int number) {
    return new NodeId(Hash.tagged("test", new byte[] {(byte) number, (byte) (number >> 8)}));
  }
}
