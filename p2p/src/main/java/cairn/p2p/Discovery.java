package cairn.p2p;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Finds the nodes of the network: Kademlia (Maymounkov and Mazières, 2002) over signed datagrams,
/// with the endpoint proof of Ethereum's discv4. docs/discovery.md describes the packets.
///
/// - Upon PING: answer PONG; if the endpoint is not proved and the PING paid for it, PING back.
/// - Upon PONG to a PING of ours: its endpoint is proved; the node gets into the table if its
///   record names that endpoint and there is room. Nothing else gets a node into the table.
/// - Upon FIND_NODE from a proved endpoint: answer the k nodes of the table closest to the target.
/// - Upon NODES to a FIND_NODE of ours: check each record, tell the lookup, PING the new ones.
///
/// It does no I/O: datagrams and time come in, effects go out. Confined to one thread.
public final class Discovery {
  /// The pause between lookups at first; it doubles up to [#MAX_REFRESH_MILLIS].
  static final long FIRST_REFRESH_MILLIS = 200;

  /// A network at rest costs one lookup in so long. Kademlia's hour is for millions of nodes.
  static final long MAX_REFRESH_MILLIS = 30_000;

  /// While nobody is known, the bootstrap nodes are asked at least this often.
  static final long MAX_BOOTSTRAP_MILLIS = 2_000;

  /// One of so many refresh lookups is for this node's own id, to know the neighbours well.
  static final int SELF_LOOKUP_EVERY = 4;

  /// Changes are saved so long after the first of them.
  static final long SAVE_MILLIS = 2_000;

  private final DiscoveryConfig config;
  private final OwnRecord own;
  private final NodeId self;
  private final RandomGenerator random;
  private final Contacts contacts = new Contacts();
  private final Requests requests = new Requests();
  private final DropCounts drops = new DropCounts();
  private final PacketGate gate;
  private final Outbox outbox;
  private final Neighbourhood nodes;
  private final LookupRuns lookups;
  private final Map<PeerAddress, InetSocketAddress> bootstrapEndpoints = new HashMap<>();
  private Optional<InetSocketAddress> seenElsewhere = Optional.empty();
  private boolean isLonely = true;
  private boolean isRefreshing;
  private long refreshes;
  private long refreshAtMillis = Long.MAX_VALUE;
  private long refreshPauseMillis = FIRST_REFRESH_MILLIS;
  private KnownNodes savedOrDue = KnownNodes.NONE;
  private long saveAtMillis = Long.MAX_VALUE;

  /// @param random draws request ids, which must not be guessable: a `SecureRandom`, but for tests
  public Discovery(DiscoveryConfig config, OwnRecord own, Ed25519 ed25519, RandomGenerator random) {
    PacketCodec codec = new PacketCodec(own.local().genesis(), ed25519);
    this.config = config;
    this.own = own;
    this.self = own.local().id();
    this.random = random;
    this.gate = new PacketGate(codec, self, requests, contacts, drops);
    this.outbox = new Outbox(codec, own, requests, random);
    this.nodes =
        new Neighbourhood(own, ed25519, new Neighbourhood.Wires(requests, contacts, outbox, drops));
    this.lookups = new LookupRuns(outbox, contacts, nodes::ping);
  }

  /// Begins with the nodes that were saved and the bootstrap nodes. The saved ones are only asked:
  /// a poisoned file can waste some PINGs and nothing else.
  public List<DiscoveryEffect> start(Optional<SavedNodes> saved, Moment now) {
    if (saved.isPresent()) {
      own.outrun(saved.get().ownSequence());
      nodes.remember(saved.get().nodes(), now);
    }
    savedOrDue = nodes.known();
    refreshAtMillis = now.elapsedMillis();
    return onTime(now);
  }

  public List<DiscoveryEffect> onDatagram(Datagram datagram, Moment now) {
    gate.admit(datagram, now).ifPresent(envelope -> onPacket(envelope, datagram, now));
    return effects(now);
  }

  /// A bootstrap node's host was resolved: asks it, unless it is known to be alive.
  public List<DiscoveryEffect> onResolved(
      PeerAddress bootstrap, InetSocketAddress endpoint, Moment now) {
    bootstrapEndpoints.put(bootstrap, endpoint);
    boolean isSelf = own.current().address().udp().equals(endpoint);
    if (!isSelf && !nodes.isLive(endpoint) && !requests.isPinging(endpoint)) {
      outbox.ping(endpoint, bootstrap.id(), true, 1, now);
    }
    return effects(now);
  }

  /// Does what is due. To be called at [#nextDueMillis], and harmless at other times.
  public List<DiscoveryEffect> onTime(Moment now) {
    requests.expire(now.elapsedMillis()).forEach(request -> onExpired(request, now));
    lookups.expire(now);
    nodes.checkSilent(now);
    if (refreshAtMillis <= now.elapsedMillis()) {
      refresh(now);
    }
    if (saveAtMillis <= now.elapsedMillis()) {
      saveAtMillis = Long.MAX_VALUE;
      outbox.add(new DiscoveryEffect.Save(nodes.saved()));
    }
    return effects(now);
  }

  /// When [#onTime] has something to do, by the clock that never jumps.
  public long nextDueMillis() {
    long due = Math.min(refreshAtMillis, saveAtMillis);
    due = Math.min(due, requests.nextDeadline().orElse(Long.MAX_VALUE));
    due = Math.min(due, lookups.nextDeadline().orElse(Long.MAX_VALUE));
    return Math.min(due, nodes.table().nextCheck().map(KBucket.Entry::nextCheckMillis).orElse(due));
  }

  /// Replaces the set of validators whose records are kept also while they are unreachable.
  public List<DiscoveryEffect> follow(Set<PublicKey> validatorKeys, Moment now) {
    nodes.follow(validatorKeys);
    return effects(now);
  }

  /// Takes a hint from a link: the record is checked, and its node asked.
  public List<DiscoveryEffect> offer(NodeRecord record, Moment now) {
    boolean isInScope = own.current().address().scope().reaches(record.address().scope());
    if (isInScope && nodes.isGenuine(record)) {
      nodes.consider(record, now);
    }
    return effects(now);
  }

  /// Searches the network for the nodes closest to `target`, and tells those that answered, the
  /// closest first. With too many searches at once the answer is what the table knows.
  public List<DiscoveryEffect> lookup(
      NodeId target, Consumer<List<NodeRecord>> whenDone, Moment now) {
    if (!lookUp(target, whenDone, now)) {
      whenDone.accept(nodes.table().closest(target, RoutingTable.K));
    }
    return effects(now);
  }

  /// What is known now. The same object as long as nothing changes.
  public KnownNodes known() {
    return nodes.known();
  }

  /// What should survive a restart.
  public SavedNodes saved() {
    return nodes.saved();
  }

  public DiscoveryStatistics statistics() {
    return new DiscoveryStatistics(nodes.table().size(), drops.snapshot(), seenElsewhere);
  }

  private void onPacket(PacketCodec.Envelope envelope, Datagram datagram, Moment now) {
    switch (envelope.packet()) {
      case Packet.Ping ping -> onPing(envelope, ping, datagram, now);
      case Packet.Pong pong -> onPong(envelope, pong, datagram.peer(), now);
      case Packet.FindNode findNode -> onFindNode(envelope, findNode, datagram.peer(), now);
      case Packet.Nodes answer -> onNodes(envelope, answer, now);
    }
  }

  private void onPing(
      PacketCodec.Envelope envelope, Packet.Ping ping, Datagram datagram, Moment now) {
    NodeRecord record = ping.record();
    InetSocketAddress from = datagram.peer();
    if (!isOwnRecordOf(envelope, record)) {
      return;
    }
    boolean isProved = contacts.isProved(record.id(), from, now.elapsedMillis());
    outbox.pong(envelope.requestId(), from, isProved, now);
    if (!record.address().udp().equals(from)) {
      return;
    }
    contacts.provedToThem(record.id(), from, now.elapsedMillis());
    boolean isPaidFor = datagram.bytes().length >= PacketCodec.LONG_PING_BYTES;
    if (isProved) {
      nodes.onSignOfLife(record, now);
    } else if (isPaidFor) {
      nodes.pingBack(record, now);
    }
    lookups.onBonded(record.id(), from, now);
  }

  private void onPong(
      PacketCodec.Envelope envelope, Packet.Pong pong, InetSocketAddress from, Moment now) {
    NodeRecord record = pong.record();
    Requests.Ping ping = requests.takePing(envelope.requestId());
    if (!isOwnRecordOf(envelope, record)) {
      return;
    }
    boolean isAsPublished = own.current().address().udp().equals(pong.seen());
    seenElsewhere = isAsPublished ? Optional.empty() : Optional.of(pong.seen());
    contacts.prove(record.id(), from, now.elapsedMillis());
    if (pong.proved()) {
      contacts.provedToThem(record.id(), from, now.elapsedMillis());
      lookups.onBonded(record.id(), from, now);
    } else {
      contacts.notProvedToThem(record.id(), from);
    }
    if (!record.address().udp().equals(from)) {
      nodes.consider(record, now);
      return;
    }
    nodes.admit(record, now);
    if (!pong.proved() && !ping.isLong()) {
      nodes.ping(record, now);
    }
  }

  private boolean isOwnRecordOf(PacketCodec.Envelope envelope, NodeRecord record) {
    if (record.nodeKey().equals(envelope.sender()) && nodes.isGenuine(record)) {
      return true;
    }
    drops.count(DropReason.BAD_RECORD);
    return false;
  }

  private void onFindNode(
      PacketCodec.Envelope envelope, Packet.FindNode findNode, InetSocketAddress from, Moment now) {
    NodeAddress.Scope scope = NodeAddress.Scope.of(from.getAddress());
    Stream<NodeRecord> closest =
        nodes.table().closest(findNode.target(), RoutingTable.K + 1).stream();
    List<NodeRecord> answer =
        Stream.concat(nodes.validatorAt(findNode.target()).stream(), closest)
            .distinct()
            .filter(record -> !record.nodeKey().equals(envelope.sender()))
            .filter(record -> scope.reaches(record.address().scope()))
            .limit(RoutingTable.K)
            .toList();
    outbox.nodes(envelope.requestId(), from, answer, now);
    nodes
        .table()
        .record(envelope.senderId())
        .filter(record -> record.address().udp().equals(from))
        .ifPresent(record -> nodes.onSignOfLife(record, now));
  }

  private void onNodes(PacketCodec.Envelope envelope, Packet.Nodes answer, Moment now) {
    Requests.Find find = requests.find(envelope.requestId());
    if (!find.answer().accepts(answer)) {
      drops.count(DropReason.REPLAYED);
      return;
    }
    for (int i = 0; i < answer.unreadable(); i++) {
      drops.count(DropReason.BAD_ENTRY);
    }
    List<NodeRecord> heard = new ArrayList<>();
    for (NodeRecord record : answer.records()) {
      Optional<DropReason> reason = checkEntry(record, find);
      reason.ifPresent(drops::count);
      if (reason.isEmpty()) {
        heard.add(nodes.newest(record));
        nodes.consider(record, now);
      }
    }
    nodes.onAnswered(find.asked().id());
    if (find.answer().isComplete()) {
      requests.close(envelope.requestId());
    }
    lookups.onHeard(find, heard, now);
  }

  private Optional<DropReason> checkEntry(NodeRecord record, Requests.Find find) {
    if (!find.asked().address().scope().reaches(record.address().scope())) {
      return Optional.of(DropReason.ENTRY_OUT_OF_SCOPE);
    }
    if (!nodes.isGenuine(record) || !find.answer().names(record.id())) {
      return Optional.of(DropReason.BAD_ENTRY);
    }
    if (record.id().equals(self)) {
      own.outrun(record.sequence());
      return Optional.of(DropReason.BAD_ENTRY);
    }
    return Optional.empty();
  }

  private void onExpired(Requests.Request request, Moment now) {
    switch (request) {
      case Requests.Ping ping -> {
        if (ping.node().isPresent() && nodes.onSilence(ping.node().get(), ping, now)) {
          lookups.onUnreachable(ping.node().get(), ping.to(), now);
        }
      }
      case Requests.Find find -> {
        if (!find.answer().hasBegun()) {
          nodes.onUnanswered(find.asked(), now);
        }
        lookups.onExpired(find, now);
      }
    }
  }

  /// Looks for nodes not known yet, and asks again for those that should be there.
  private void refresh(Moment now) {
    for (PeerAddress bootstrap : config.bootstrap()) {
      InetSocketAddress endpoint = bootstrapEndpoints.get(bootstrap);
      if (endpoint == null || !nodes.isLive(endpoint)) {
        outbox.add(new DiscoveryEffect.Resolve(bootstrap));
      }
    }
    nodes.seekValidators(now);
    if (isLonely) {
      nodes.seekRemembered(random, now);
    } else if (!isRefreshing) {
      lookUpOneMore(now);
    }
    refreshAtMillis = now.elapsedMillis() + refreshPauseMillis;
    long longest = isLonely ? MAX_BOOTSTRAP_MILLIS : MAX_REFRESH_MILLIS;
    refreshPauseMillis = Math.min(2 * refreshPauseMillis, longest);
  }

  private void lookUpOneMore(Moment now) {
    NodeId target = refreshes % SELF_LOOKUP_EVERY == 0 ? self : NodeId.random(random);
    isRefreshing = true;
    if (!lookUp(target, found -> isRefreshing = false, now)) {
      isRefreshing = false;
    }
    for (NodeId point : nodes.missingValidators(refreshes)) {
      lookUp(point, found -> {}, now);
    }
    refreshes++;
  }

  private boolean lookUp(NodeId target, Consumer<List<NodeRecord>> whenDone, Moment now) {
    List<NodeRecord> seeds = nodes.table().closest(target, RoutingTable.K);
    return lookups.start(new Lookup(self, target, seeds), whenDone, now);
  }

  /// Ends a step: notes what it changed, and hands over what it wants done.
  private List<DiscoveryEffect> effects(Moment now) {
    if (isLonely != nodes.table().isEmpty()) {
      isLonely = nodes.table().isEmpty();
      refreshes = 0;
      refreshPauseMillis = FIRST_REFRESH_MILLIS;
      refreshAtMillis = now.elapsedMillis();
    }
    if (nodes.known() != savedOrDue) {
      savedOrDue = nodes.known();
      saveAtMillis = Math.min(saveAtMillis, now.elapsedMillis() + SAVE_MILLIS);
    }
    return outbox.drain();
  }
}
