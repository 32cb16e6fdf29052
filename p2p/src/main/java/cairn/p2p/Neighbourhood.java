package cairn.p2p;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/// The nodes that discovery keeps, and the rules by which they come and go: what is heard of is
/// only asked, what answers from where its record says gets a place, what stops answering loses it.
///
/// Confined to discovery's thread.
final class Neighbourhood {
  /// A node seen within this time is not asked again to make room for another.
  static final long CHALLENGE_MILLIS = 10_000;

  /// A node that leaves so many FIND_NODEs in a row unanswered is of no use, as in discv4.
  static final int MAX_UNANSWERED = 5;

  /// One lost datagram is no sign of death.
  static final int PING_ATTEMPTS = 2;

  /// First PINGs to one subnet: a NODES that lies must not make this node flood a victim.
  static final RateLimiter.Rate FIRST_PINGS = new RateLimiter.Rate(2, RoutingTable.PER_SUBNET);

  /// Lookups for validators that run at once.
  static final int SOUGHT_AT_ONCE = 4;

  private static final int MAX_REMEMBERED = 1_024;

  private final OwnRecord own;
  private final NodeId self;
  private final Ed25519 ed25519;
  private final Requests requests;
  private final Contacts contacts;
  private final Outbox outbox;
  private final DropCounts drops;
  private final RoutingTable table;
  private final ValidatorRecords validators = new ValidatorRecords();
  private final RateLimiter<Subnet> firstPings =
      new RateLimiter<>(FIRST_PINGS, PacketGate.MAX_ADDRESSES);
  private final Map<NodeId, NodeRecord> genuine = new BoundedMap<>(MAX_REMEMBERED);
  private final Map<NodeId, Integer> unanswered = new BoundedMap<>(MAX_REMEMBERED);
  private List<NodeRecord> remembered = List.of();
  private Optional<KnownNodes> known = Optional.empty();

  Neighbourhood(OwnRecord own, Ed25519 ed25519, Wires wires) {
    this.own = own;
    this.self = own.local().id();
    this.ed25519 = ed25519;
    this.requests = wires.requests();
    this.contacts = wires.contacts();
    this.outbox = wires.outbox();
    this.drops = wires.drops();
    this.table = new RoutingTable(self);
  }

  /// What the parts of discovery share.
  record Wires(Requests requests, Contacts contacts, Outbox outbox, DropCounts drops) {}

  RoutingTable table() {
    return table;
  }

  /// What is known now: the same object as long as nothing changes.
  KnownNodes known() {
    KnownNodes current = known.orElseGet(() -> new KnownNodes(table.all(), validators.records()));
    known = Optional.of(current);
    return current;
  }

  /// The live nodes and the validators; and those of the last run too, as long as so few are alive
  /// that a restart could end with nobody to ask.
  SavedNodes saved() {
    Map<NodeId, NodeRecord> nodes = new LinkedHashMap<>();
    validators.records().forEach(record -> nodes.put(record.id(), record));
    table.all().forEach(record -> nodes.put(record.id(), record));
    if (table.size() < RoutingTable.K) {
      remembered.forEach(record -> nodes.putIfAbsent(record.id(), record));
    }
    return new SavedNodes(
        own.local().genesis(), own.current().sequence(), List.copyOf(nodes.values()));
  }

  /// Asks the nodes of the last run.
  void remember(List<NodeRecord> saved, Moment now) {
    remembered = saved.stream().filter(this::isGenuine).toList();
    remembered.forEach(record -> consider(record, now));
  }

  /// Asks some nodes of the last run again.
  void seekRemembered(RandomGenerator random, Moment now) {
    new KnownNodes(remembered, List.of())
        .randomRecords(RoutingTable.K, random)
        .forEach(record -> ping(record, now));
  }

  void follow(Set<PublicKey> validatorKeys) {
    Set<PublicKey> others = new TreeSet<>(validatorKeys);
    own.current().validator().ifPresent(others::remove);
    validators.follow(others);
    table.all().forEach(this::keepValidator);
    known = Optional.empty();
  }

  /// Whether a record keeps all rules. Most records are heard of often, so the last good one of
  /// each node is remembered: its signatures need not be checked again.
  boolean isGenuine(NodeRecord record) {
    NodeRecord remembered = genuine.get(record.id());
    if (remembered != null && remembered.equals(record)) {
      return true;
    }
    if (record.check(own.local().genesis(), ed25519).isPresent()) {
      return false;
    }
    genuine.put(record.id(), record);
    return true;
  }

  /// The newest record known of the node of a genuine `record`.
  NodeRecord newest(NodeRecord record) {
    return table.record(record.id()).filter(other -> other.supersedes(record)).orElse(record);
  }

  boolean isLive(InetSocketAddress endpoint) {
    return table.all().stream().anyMatch(record -> record.address().udp().equals(endpoint));
  }

  /// Asks a node that was heard of, if there is a place for it. The record is genuine.
  void consider(NodeRecord record, Moment now) {
    RoutingTable.Room room = table.roomFor(record);
    switch (room) {
      case FREE, OUTDATED -> ping(record, now);
      case KNOWN, BUCKET_FULL, SUBNET_FULL, SELF -> refuse(record, room, now);
    }
    keepValidator(record);
  }

  /// Takes in a node that answered a PING at the endpoint of its genuine record.
  void admit(NodeRecord record, Moment now) {
    Optional<NodeRecord> before = table.record(record.id());
    RoutingTable.Room room = table.roomFor(record);
    if (!table.seen(record, now.elapsedMillis())) {
      refuse(record, room, now);
    } else if (before.filter(record::equals).isEmpty()) {
      known = Optional.empty();
      outbox.add(new DiscoveryEffect.Found(record));
    }
    keepValidator(record);
  }

  /// A node sent a request from the proved endpoint of its genuine record: that refreshes its place
  /// in the table, but gets it none.
  void onSignOfLife(NodeRecord record, Moment now) {
    if (table.record(record.id()).filter(record::equals).isPresent()) {
      table.seen(record, now.elapsedMillis());
    } else {
      consider(record, now);
    }
  }

  void ping(NodeRecord record, Moment now) {
    InetSocketAddress to = record.address().udp();
    if (requests.isPinging(to) || requests.isFull()) {
      return;
    }
    boolean isProved = contacts.isProved(record.id(), to, now.elapsedMillis());
    if (!isProved
        && !to.getAddress().isLoopbackAddress()
        && !firstPings.allows(Subnet.of(to.getAddress()), now.elapsedMillis())) {
      return;
    }
    boolean isLong = !contacts.isProvedToThem(record.id(), to, now.elapsedMillis());
    outbox.ping(to, Optional.of(record.id()), isLong, 1, now);
  }

  /// Asks a node whose PING has paid for one of this node's, and for no second attempt.
  void pingBack(NodeRecord record, Moment now) {
    InetSocketAddress to = record.address().udp();
    if (!requests.isPinging(to) && !requests.isFull()) {
      outbox.ping(to, Optional.of(record.id()), false, PING_ATTEMPTS, now);
    }
  }

  /// A PING was not answered: whether the node was given up.
  boolean onSilence(NodeId node, Requests.Ping ping, Moment now) {
    contacts.notProvedToThem(node, ping.to());
    if (ping.attempt() < PING_ATTEMPTS) {
      outbox.ping(ping.to(), ping.node(), true, ping.attempt() + 1, now);
      return false;
    }
    boolean isItsPlace =
        table.record(node).filter(place -> place.address().udp().equals(ping.to())).isPresent();
    if (isItsPlace) {
      known = Optional.empty();
      table.failed(node, now.elapsedMillis()).ifPresent(replacement -> ping(replacement, now));
    }
    return true;
  }

  void onAnswered(NodeId id) {
    unanswered.remove(id);
  }

  /// A FIND_NODE was not answered at all. The other side may have been restarted and have lost its
  /// proof of this node, so that is sought anew.
  void onUnanswered(NodeRecord asked, Moment now) {
    contacts.notProvedToThem(asked.id(), asked.address().udp());
    if (unanswered.merge(asked.id(), 1, Integer::sum) >= MAX_UNANSWERED) {
      unanswered.remove(asked.id());
      known = Optional.empty();
      table.evict(asked.id()).ifPresent(replacement -> ping(replacement, now));
    }
  }

  /// Asks the nodes that were silent for too long.
  void checkSilent(Moment now) {
    Optional<KBucket.Entry> due = table.nextCheck();
    while (due.isPresent() && due.get().nextCheckMillis() <= now.elapsedMillis()) {
      table.checking(due.get().record().id(), now.elapsedMillis());
      ping(due.get().record(), now);
      due = table.nextCheck();
    }
  }

  /// Asks the followed validators that are not in the table.
  void seekValidators(Moment now) {
    validators.records().stream()
        .filter(record -> table.record(record.id()).isEmpty())
        .forEach(record -> ping(record, now));
  }

  /// A followed validator's record, if `target` is where it is looked for.
  Optional<NodeRecord> validatorAt(NodeId target) {
    return validators.atPoint(target);
  }

  /// Where to look for followed validators that are not in the table: some of them, each in its
  /// turn.
  List<NodeId> missingValidators(long turn) {
    List<NodeId> missing =
        validators.missing(record -> table.record(record.id()).filter(record::equals).isPresent());
    int count = Math.min(SOUGHT_AT_ONCE, missing.size());
    long first = turn * SOUGHT_AT_ONCE;
    return LongStream.range(first, first + count)
        .mapToObj(index -> missing.get((int) (index % missing.size())))
        .toList();
  }

  private void refuse(NodeRecord record, RoutingTable.Room room, Moment now) {
    switch (room) {
      case BUCKET_FULL -> {
        table.replaceLater(record);
        table
            .leastRecentlySeen(record.id())
            .filter(oldest -> oldest.seenMillis() + CHALLENGE_MILLIS < now.elapsedMillis())
            .ifPresent(oldest -> ping(oldest.record(), now));
      }
      case SUBNET_FULL -> drops.count(DropReason.SUBNET_FULL);
      case KNOWN -> {
        if (table.record(record.id()).filter(other -> other.supersedes(record)).isPresent()) {
          drops.count(DropReason.OLD_RECORD);
        }
      }
      case FREE, OUTDATED, SELF -> {}
    }
  }

  private void keepValidator(NodeRecord record) {
    if (!record.id().equals(self) && validators.keep(record)) {
      known = Optional.empty();
      outbox.add(new DiscoveryEffect.Found(record));
    }
  }
}
