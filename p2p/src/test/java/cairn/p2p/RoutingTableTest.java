package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.SecretKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTableTest {
  private static final Ed25519 ED25519 = new KeyedHashEd25519();
  private static final NodeId SELF = record(0, 0, 1).id();

  private final RoutingTable table = new RoutingTable(SELF);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doesWhatASimpleListDoes(long seed) {
    var random = new Random(seed);
    var model = new NaiveTable();
    for (int step = 0; step < 3_000; step++) {
      NodeRecord record = record(random.nextInt(300), random.nextInt(40), random.nextInt(3));
      switch (random.nextInt(3)) {
        case 0, 1 -> assertEquals(model.seen(record), table.seen(record, step), "step " + step);
        default -> {
          table.failed(record.id(), step);
          model.failed(record.id());
        }
      }

      assertEquals(model.records.size(), table.size());
      NodeId target = record(random.nextInt(1_000), 0, 0).id();
      assertEquals(model.closest(target, 16), table.closest(target, 16));
      assertEquals(model.record(record.id()), table.record(record.id()));
    }
    assertTrue(table.size() > 40, "a test of a table that stays small");
  }

  @Test
  void anOldLiveNodeKeepsItsPlace() {
    List<NodeRecord> sameBucket = ofOneBucket(RoutingTable.K + 1);
    NodeRecord late = sameBucket.removeLast();
    sameBucket.forEach(record -> assertTrue(table.seen(record, 0)));

    assertEquals(RoutingTable.Room.BUCKET_FULL, table.roomFor(late));
    assertFalse(table.seen(late, 1));
    table.replaceLater(late);

    assertEquals(RoutingTable.K, table.size());
    assertEquals(Optional.empty(), table.record(late.id()));
  }

  @Test
  void theReplacementIsNamedWhenANodeHasFailedForTheLastTime() {
    List<NodeRecord> sameBucket = ofOneBucket(RoutingTable.K + 1);
    NodeRecord late = sameBucket.removeLast();
    sameBucket.forEach(record -> table.seen(record, 0));
    table.replaceLater(late);
    NodeId failing = sameBucket.get(5).id();

    assertEquals(Optional.empty(), table.failed(failing, 1));
    assertEquals(Optional.empty(), table.failed(failing, 2));
    assertEquals(Optional.of(late), table.failed(failing, 3));

    assertEquals(RoutingTable.Room.FREE, table.roomFor(late));
    assertEquals(RoutingTable.K - 1, table.size());
  }

  @Test
  void anAnswerForgivesEarlierFailures() {
    NodeRecord record = record(1, 1, 1);
    table.seen(record, 0);
    table.failed(record.id(), 1);
    table.failed(record.id(), 2);
    table.seen(record, 3);
    table.failed(record.id(), 4);
    table.failed(record.id(), 5);

    assertEquals(Optional.of(record), table.record(record.id()));
  }

  @Test
  void theLeastRecentlySeenNodeOfABucketIsTheFirstToBeChallenged() {
    List<NodeRecord> sameBucket = ofOneBucket(3);
    sameBucket.forEach(record -> table.seen(record, 0));
    table.seen(sameBucket.getFirst(), 10);

    assertEquals(
        Optional.of(sameBucket.get(1)),
        table.leastRecentlySeen(sameBucket.getFirst().id()).map(KBucket.Entry::record));
  }

  @Test
  void oneSubnetGetsTwoPlacesInABucketAndTenInTheTable() {
    for (int i = 1; i < 20_000; i++) {
      table.seen(at("11.1.1." + i % 250, i), 0);
    }
    assertTrue(table.size() > RoutingTable.PER_SUBNET_IN_BUCKET);
    assertTrue(table.size() <= RoutingTable.PER_SUBNET, table.size() + " of one /24");

    for (int i = 20_000; i < 40_000; i++) {
      table.seen(at("2001:db8:1:2::" + Integer.toHexString(i), i), 0);
    }
    assertTrue(table.size() <= 2 * RoutingTable.PER_SUBNET, "with those of one /64");
  }

  @Test
  void onLoopbackThereAreNoSubnets() {
    for (int i = 1; i <= 40; i++) {
      table.seen(at("127.0.0.1", i), 0);
    }

    assertTrue(table.size() > 30);
  }

  @Test
  void aNodeThatMovesIntoACrowdedSubnetLosesItsPlace() {
    List<NodeRecord> sameBucket = ofOneBucket(RoutingTable.PER_SUBNET_IN_BUCKET + 1);
    NodeRecord mover = sameBucket.removeLast();
    table.seen(mover, 0);
    int number = 1;
    for (NodeRecord record : sameBucket) {
      table.seen(moved(record, "11.9.9." + number++), 0);
    }

    assertFalse(table.seen(moved(mover, "11.9.9.99"), 1));

    assertEquals(Optional.empty(), table.record(mover.id()));
  }

  @Test
  void itNeverTakesItself() {
    assertEquals(RoutingTable.Room.SELF, table.roomFor(record(0, 0, 1)));
    assertFalse(table.seen(record(0, 0, 1), 0));
    assertTrue(table.isEmpty());
  }

  @Test
  void replacementsAreBounded() {
    List<NodeRecord> sameBucket = ofOneBucket(RoutingTable.K + 30);
    sameBucket.subList(0, RoutingTable.K).forEach(record -> table.seen(record, 0));
    sameBucket.forEach(table::replaceLater);

    int named = 0;
    for (NodeRecord record : sameBucket.subList(0, RoutingTable.K)) {
      table.failed(record.id(), 1);
      table.failed(record.id(), 1);
      named += table.failed(record.id(), 1).isPresent() ? 1 : 0;
    }

    assertEquals(KBucket.MAX_REPLACEMENTS, named);
  }

  /// The table's rules over one list.
  private static final class NaiveTable {
    private final List<NodeRecord> records = new ArrayList<>();
    private final List<Integer> failures = new ArrayList<>();

    boolean seen(NodeRecord record) {
      Optional<NodeRecord> known = record(record.id());
      if (record.id().equals(SELF)
          || known.filter(old -> old.sequence() > record.sequence()).isPresent()) {
        return false;
      }
      if (known.isEmpty() && count(other -> inBucketOf(record, other)) >= RoutingTable.K) {
        return false;
      }
      remove(record.id());
      if (count(other -> inSubnetOf(record, other)) >= RoutingTable.PER_SUBNET
          || count(other -> inSubnetOf(record, other) && inBucketOf(record, other))
              >= RoutingTable.PER_SUBNET_IN_BUCKET) {
        return false;
      }
      records.add(record);
      failures.add(0);
      return true;
    }

    void failed(NodeId id) {
      for (int i = 0; i < records.size(); i++) {
        if (records.get(i).id().equals(id)) {
          failures.set(i, failures.get(i) + 1);
          if (failures.get(i) == RoutingTable.MAX_FAILURES) {
            remove(id);
          }
          return;
        }
      }
    }

    Optional<NodeRecord> record(NodeId id) {
      return records.stream().filter(record -> record.id().equals(id)).findFirst();
    }

    List<NodeRecord> closest(NodeId target, int count) {
      return records.stream()
          .sorted(Comparator.comparing(NodeRecord::id, target::compareDistance))
          .limit(count)
          .toList();
    }

    private void remove(NodeId id) {
      for (int i = records.size() - 1; i >= 0; i--) {
        if (records.get(i).id().equals(id)) {
          records.remove(i);
          failures.remove(i);
        }
      }
    }

    private long count(Predicate<NodeRecord> condition) {
      return records.stream().filter(condition).count();
    }

    private static boolean inBucketOf(NodeRecord a, NodeRecord b) {
      return SELF.logDistance(a.id()) == SELF.logDistance(b.id());
    }

    private static boolean inSubnetOf(NodeRecord a, NodeRecord b) {
      byte[] first = a.address().host().getAddress();
      byte[] second = b.address().host().getAddress();
      return first[0] == second[0] && first[1] == second[1] && first[2] == second[2];
    }
  }

  private static List<NodeRecord> ofOneBucket(int count) {
    List<NodeRecord> records = new ArrayList<>();
    for (int i = 1; records.size() < count; i++) {
      NodeRecord record = record(i, i, 1);
      if (SELF.logDistance(record.id()) == NodeId.BITS) {
        records.add(record);
      }
    }
    return records;
  }

  private static NodeRecord record(int number, int subnet, long sequence) {
    return record(number, "11." + subnet / 256 + "." + subnet % 256 + "." + number % 250, sequence);
  }

  private static NodeRecord at(String host, int number) {
    return record(number, host, 1);
  }

  private static NodeRecord moved(NodeRecord record, String host) {
    return new Keys(record).moved(host);
  }

  private static NodeRecord record(int number, String host, long sequence) {
    return sign(keyPair(number), host, sequence);
  }

  private static KeyPair keyPair(int number) {
    byte[] seed = Hash.tagged("table", ByteBuffer.allocate(4).putInt(number).array()).bytes();
    return KeyPair.of(SecretKey.of(seed), ED25519);
  }

  private static NodeRecord sign(KeyPair key, String host, long sequence) {
    var address = new NodeAddress(host(host), 8641, 8641);
    var content =
        new NodeRecord.Content(sequence, key.publicKey(), SimulatedInternet.GENESIS, address);
    return NodeRecord.sign(content, Optional.empty(), key, ED25519);
  }

  /// Finds the key of a record of this test again.
  private record Keys(NodeRecord record) {
    NodeRecord moved(String host) {
      for (int number = 0; ; number++) {
        KeyPair key = keyPair(number);
        if (key.publicKey().equals(record.nodeKey())) {
          return sign(key, host, record.sequence() + 1);
        }
      }
    }
  }

  private static InetAddress host(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
