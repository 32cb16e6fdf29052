package cairn.p2p;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The nodes that this node knows to be alive, sorted by distance (Kademlia, section 2.2).
///
/// Old live nodes stay: a full bucket takes a new node only after one of its own has stopped
/// answering, since a node that was up for long will likely stay up, and since nobody can then
/// flush the table by making up nodes. Only nodes that answered a PING at the address of their
/// record get in, and at most [#PER_SUBNET_IN_BUCKET] and [#PER_SUBNET] of one subnet, so that an
/// attacker needs addresses, not just keys (Marcus, Heilman and Goldberg, 2018). On loopback all
/// nodes share one subnet, and the limits do not hold there.
///
/// The table sends nothing and reads no clock. Confined to discovery's thread.
final class RoutingTable {
  /// Kademlia's k, as in discv4 and discv5.
  static final int K = 16;

  static final int PER_SUBNET_IN_BUCKET = 2;
  static final int PER_SUBNET = 10;

  /// So often a node may fail to answer in a row before it loses its place.
  static final int MAX_FAILURES = 3;

  /// A node that was silent for so long is asked for a sign of life.
  static final long CHECK_MILLIS = 30_000;

  /// A node that did not answer is asked again after so long.
  static final long RECHECK_MILLIS = 2_000;

  private final NodeId self;
  private final KBucket[] buckets = new KBucket[NodeId.BITS];
  private final Map<Subnet, Integer> subnets = new HashMap<>();
  private int size;

  /// What the table would do with a node.
  enum Room {
    /// It would take it, if it answers.
    FREE,
    /// It has this record or a newer one.
    KNOWN,
    /// It has an older record of this node.
    OUTDATED,
    BUCKET_FULL,
    SUBNET_FULL,
    /// It is this node itself.
    SELF
  }

  RoutingTable(NodeId self) {
    this.self = self;
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new KBucket();
    }
  }

  Room roomFor(NodeRecord record) {
    if (record.id().equals(self)) {
      return Room.SELF;
    }
    KBucket bucket = bucket(record.id());
    Optional<KBucket.Entry> known = bucket.entry(record.id());
    if (known.isPresent()) {
      return known.get().record().sequence() >= record.sequence() ? Room.KNOWN : Room.OUTDATED;
    }
    if (!subnetAllows(bucket, record)) {
      return Room.SUBNET_FULL;
    }
    return bucket.isFull() ? Room.BUCKET_FULL : Room.FREE;
  }

  /// Takes note that a node answered at the address of this record; whether it is in the table now.
  /// An older record than the known one changes nothing.
  boolean seen(NodeRecord record, long nowMillis) {
    if (record.id().equals(self)) {
      return false;
    }
    KBucket bucket = bucket(record.id());
    Optional<KBucket.Entry> known = bucket.entry(record.id());
    if (known.isPresent() && known.get().record().sequence() > record.sequence()) {
      return false;
    }
    boolean isFull = known.isEmpty() && bucket.isFull();
    remove(bucket, record.id());
    if (isFull || !subnetAllows(bucket, record)) {
      return false;
    }
    long nextCheck = nowMillis + CHECK_MILLIS + spread(record.id());
    bucket.seen(new KBucket.Entry(record, nowMillis, nextCheck, 0));
    subnets.merge(Subnet.of(record.address().host()), 1, Integer::sum);
    size++;
    return true;
  }

  /// Takes note that a node did not answer. It stays until it has failed [#MAX_FAILURES] times.
  /// Returns the replacement to be asked if it lost its place.
  Optional<NodeRecord> failed(NodeId id, long nowMillis) {
    KBucket bucket = bucket(id);
    bucket.forgetReplacement(id);
    Optional<KBucket.Entry> known = bucket.entry(id);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    int failures = known.get().failures() + 1;
    if (failures < MAX_FAILURES) {
      bucket.update(recheck(known.get(), nowMillis, failures));
      return Optional.empty();
    }
    return evict(id);
  }

  /// Puts off the next check of a node, because it is being asked.
  void checking(NodeId id, long nowMillis) {
    KBucket bucket = bucket(id);
    bucket.entry(id).ifPresent(entry -> bucket.update(recheck(entry, nowMillis, entry.failures())));
  }

  /// Takes a node out that is of no use. Returns the replacement to be asked if it was there.
  Optional<NodeRecord> evict(NodeId id) {
    KBucket bucket = bucket(id);
    if (bucket.entry(id).isEmpty()) {
      return Optional.empty();
    }
    remove(bucket, id);
    return bucket.takeReplacement();
  }

  /// Remembers a node for which its bucket has no room now.
  void replaceLater(NodeRecord record) {
    KBucket bucket = bucket(record.id());
    boolean crowded =
        !isLoopback(record)
            && bucket.replacementNeighbours(Subnet.of(record.address().host()), record.id())
                >= PER_SUBNET_IN_BUCKET;
    if (roomFor(record) == Room.BUCKET_FULL && !crowded) {
      bucket.replaceLater(record);
    }
  }

  /// Of the bucket that `id` belongs to, the node that has been silent for the longest time.
  Optional<KBucket.Entry> leastRecentlySeen(NodeId id) {
    List<KBucket.Entry> entries = bucket(id).entries();
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst());
  }

  Optional<NodeRecord> record(NodeId id) {
    return bucket(id).entry(id).map(KBucket.Entry::record);
  }

  /// The node whose next check is the earliest.
  Optional<KBucket.Entry> nextCheck() {
    KBucket.Entry earliest = null;
    for (KBucket bucket : buckets) {
      for (KBucket.Entry entry : bucket.entries()) {
        if (earliest == null || entry.nextCheckMillis() < earliest.nextCheckMillis()) {
          earliest = entry;
        }
      }
    }
    return Optional.ofNullable(earliest);
  }

  /// At most `count` nodes, the closest to `target` first.
  List<NodeRecord> closest(NodeId target, int count) {
    List<NodeRecord> all = all();
    all.sort(byDistance(target));
    return List.copyOf(all.subList(0, Math.min(count, all.size())));
  }

  /// All nodes, from the nearest bucket to the farthest; a fresh list.
  List<NodeRecord> all() {
    List<NodeRecord> all = new ArrayList<>(size);
    for (KBucket bucket : buckets) {
      for (KBucket.Entry entry : bucket.entries()) {
        all.add(entry.record());
      }
    }
    return all;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  static Comparator<NodeRecord> byDistance(NodeId target) {
    return (a, b) -> target.compareDistance(a.id(), b.id());
  }

  private void remove(KBucket bucket, NodeId id) {
    Optional<KBucket.Entry> entry = bucket.entry(id);
    if (entry.isPresent()) {
      bucket.remove(id);
      Subnet subnet = Subnet.of(entry.get().record().address().host());
      subnets.computeIfPresent(subnet, (key, count) -> count == 1 ? null : count - 1);
      size--;
    }
  }

  /// Whether the subnet has room for one more: a node that has a place must not be in the table.
  private boolean subnetAllows(KBucket bucket, NodeRecord record) {
    if (isLoopback(record)) {
      return true;
    }
    Subnet subnet = Subnet.of(record.address().host());
    return subnets.getOrDefault(subnet, 0) < PER_SUBNET
        && bucket.neighbours(subnet) < PER_SUBNET_IN_BUCKET;
  }

  private static KBucket.Entry recheck(KBucket.Entry entry, long nowMillis, int failures) {
    return new KBucket.Entry(
        entry.record(), entry.seenMillis(), nowMillis + RECHECK_MILLIS, failures);
  }

  /// Spreads the checks of nodes that were met at the same moment.
  private static long spread(NodeId id) {
    return Math.floorMod(id.hashCode(), CHECK_MILLIS / 4);
  }

  private static boolean isLoopback(NodeRecord record) {
    return record.address().host().isLoopbackAddress();
  }

  /// This node itself is in no bucket, but may be asked for in the nearest.
  private KBucket bucket(NodeId id) {
    return buckets[Math.max(0, self.logDistance(id) - 1)];
  }
}
