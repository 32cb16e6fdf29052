package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What strangers can make discovery remember, and what becomes of damaged memories.
class BoundedMemoryTest {
  @Test
  void aTokenBucketGivesItsBurstThenItsRate() {
    var limiter = new RateLimiter<String>(new RateLimiter.Rate(10, 5), 100);
    for (int i = 0; i < 5; i++) {
      assertTrue(limiter.allows("a", 0));
    }

    assertFalse(limiter.allows("a", 99));
    assertTrue(limiter.allows("a", 100));
    assertFalse(limiter.allows("a", 100));
    assertTrue(limiter.allows("b", 100));
    assertTrue(limiter.allows("a", 1_000_000_000_000L));
    assertTrue(limiter.allows("a", 0), "a clock that goes back takes nothing away");
  }

  @Test
  void aMillionAddressesTakeNoMoreMemoryThanTheBound() {
    var limiter = new RateLimiter<Integer>(new RateLimiter.Rate(1, 1), 64);
    for (int i = 0; i < 1_000_000; i++) {
      limiter.allows(i, 0);
    }

    assertEquals(64, limiter.size());
  }

  @Test
  void aHundredThousandContactsTakeNoMoreMemoryThanTheBound() {
    var contacts = new Contacts();
    var random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      NodeId id = NodeId.random(random);
      var endpoint = new InetSocketAddress(SimulatedInternet.host(i % 60_000), 1);
      contacts.prove(id, endpoint, 0);
      contacts.provedToThem(id, endpoint, 0);
    }

    assertEquals(Contacts.MAX_CONTACTS, contacts.size());
  }

  @Test
  void aProofEndsAfterADay() {
    var contacts = new Contacts();
    NodeId id = NodeId.random(new Random(1));
    var endpoint = new InetSocketAddress(SimulatedInternet.host(1), 1);
    contacts.prove(id, endpoint, 0);

    assertTrue(contacts.isProved(id, endpoint, Contacts.PROOF_MILLIS - 1));
    assertFalse(contacts.isProved(id, endpoint, Contacts.PROOF_MILLIS));
  }

  @Test
  void savedNodesComeBackOnlyWholeAndOnTheirOwnNetwork() {
    Hash genesis = SimulatedInternet.GENESIS;
    var internet = new SimulatedInternet(1);
    List<NodeRecord> records = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      records.add(internet.add(List.of()).record());
    }
    var saved = new SavedNodes(genesis, 77, records);
    byte[] bytes = saved.encoded();

    assertEquals(Optional.of(saved), SavedNodes.decode(bytes, genesis));
    assertEquals(Optional.empty(), SavedNodes.decode(bytes, Hash.tagged("other", new byte[0])));
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 4;
      assertEquals(Optional.empty(), SavedNodes.decode(changed, genesis));
      assertEquals(Optional.empty(), SavedNodes.decode(Arrays.copyOf(bytes, i), genesis));
    }
  }
}
