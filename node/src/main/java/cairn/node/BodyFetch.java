package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.BlockId;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Gets whole bodies by their block ids, from one peer after the other until one has it, and gives
/// them to others. Thread-safe.
///
/// A want stays until its body has come or the chain is past it; a peer that does not answer in
/// time, or has it not, is followed by the next one, and after all of them the round begins again.
final class BodyFetch {
  /// A body that its proposer pushes needs about as long as its vote: it is waited for so long.
  private static final Duration PUSH_PATIENCE = Duration.ofMillis(40);

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int NO_TRY = -1;
  private static final int MAX_WANTS = 64;
  private static final int MAX_TRIES = 100;

  private final PeerNetwork network;
  private final NodeClock clock;
  private final VerifierPool pool;
  private final RequestService service;
  private final BodyIntake intake;
  private final Function<BlockId, Optional<Block>> known;

  private final OpenRequests open = new OpenRequests();
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<BlockId, Want> wants = new LinkedHashMap<>();

  private static final class Want {
    private final Set<NodeId> asked = new HashSet<>();
    private Optional<PublicKey> proposer;
    private Optional<NodeId> lastAsked = Optional.empty();
    private int tries;

    private Want(Optional<PublicKey> proposer) {
      this.proposer = proposer;
    }
  }

  /// @param known the bodies that this node can give
  BodyFetch(BlockRelay.Network links, BodyIntake intake, Function<BlockId, Optional<Block>> known) {
    this.network = links.network();
    this.clock = links.clock();
    this.pool = links.pool();
    this.service = new RequestService(network, pool);
    this.intake = intake;
    this.known = known;
  }

  /// Wants a body that its proposer has pushed, or is pushing.
  void awaitPush(BlockId id, PublicKey proposer) {
    if (add(id, Optional.of(proposer))) {
      clock.schedule(PUSH_PATIENCE, () -> askNext(id, 0));
    }
  }

  /// Wants a body, from its proposer first.
  void want(BlockId id, PublicKey proposer) {
    if (add(id, Optional.of(proposer))) {
      askNext(id, 0);
    }
  }

  /// Wants a body from anybody.
  void want(BlockId id) {
    if (add(id, Optional.empty())) {
      askNext(id, 0);
    }
  }

  /// A peer asks for a body.
  void onWanted(Peer from, byte[] message) {
    try {
      BlockId id = BcsReader.decode(message, BlockId::read);
      service.answer(from, message, MessageTypes.BODY, () -> Optional.of(answer(id)));
    } catch (MalformedException e) {
      network.penalise(from.id(), "body wanted: " + e.getMessage());
    }
  }

  private byte[] answer(BlockId id) {
    Optional<Block> block = known.apply(id);
    BcsWriter answer = new BcsWriter(48 + block.map(Block::size).orElse(0));
    id.write(answer);
    answer.optional(block, (w, found) -> w.bytes(found.encoded()));
    return answer.toByteArray();
  }

  /// A peer's answer.
  void onBody(Peer from, byte[] message) {
    if (!open.isAnswer(from.id())) {
      network.penalise(from.id(), "body that nobody asked for");
      return;
    }
    pool.verifyBlock(
        from.id(),
        message.length,
        () -> {
          try {
            BcsReader reader = BcsReader.of(message);
            BlockId id = BlockId.read(reader);
            Optional<Block> block = reader.optional(r -> Block.decode(r.bytes(Block.MAX_BYTES)));
            reader.end();
            onAnswer(from, id, block);
          } catch (MalformedException e) {
            network.penalise(from.id(), "body: " + e.getMessage());
          }
        });
  }

  private void onAnswer(Peer from, BlockId id, Optional<Block> block) {
    if (block.isPresent() && !block.get().id().equals(id)) {
      network.penalise(from.id(), "body of another block");
      return;
    }
    boolean wasAsked;
    int tries;
    lock.lock();
    try {
      Want want = wants.get(id);
      wasAsked = want != null && want.asked.contains(from.id());
      boolean wasLast = want != null && want.lastAsked.equals(Optional.of(from.id()));
      tries = want != null && wasLast ? want.tries : NO_TRY;
      if (wasAsked && block.isPresent()) {
        wants.remove(id);
      }
    } finally {
      lock.unlock();
    }
    if (!wasAsked) {
      return;
    }
    if (block.isPresent()) {
      intake.take(block.get(), from, rule -> network.penalise(from.id(), rule));
    } else {
      clock.schedule(PAUSE, () -> askNext(id, tries));
    }
  }

  /// Forgets a want: its body came in another way, or the chain is past it.
  void forget(BlockId id) {
    lock.lock();
    try {
      wants.remove(id);
    } finally {
      lock.unlock();
    }
  }

  private boolean add(BlockId id, Optional<PublicKey> proposer) {
    lock.lock();
    try {
      if (wants.containsKey(id)) {
        return false;
      }
      if (wants.size() >= MAX_WANTS) {
        wants.pollFirstEntry();
      }
      wants.put(id, new Want(proposer));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Asks the next peer, if nobody was asked since `triesBefore`.
  private void askNext(BlockId id, int triesBefore) {
    List<Peer> peers = network.peers();
    Optional<Peer> next;
    int tries;
    lock.lock();
    try {
      Want want = wants.get(id);
      if (want == null || want.tries != triesBefore) {
        return;
      }
      next = choose(want, peers);
      next.ifPresent(peer -> want.asked.add(peer.id()));
      want.lastAsked = next.map(Peer::id);
      tries = ++want.tries;
      if (tries > MAX_TRIES) {
        // Whoever still needs it asks again.
        wants.remove(id);
      }
    } finally {
      lock.unlock();
    }
    if (next.isPresent()) {
      BcsWriter message = new BcsWriter();
      id.write(message);
      open.opened(next.get().id());
      network.send(next.get().id(), MessageTypes.BODY_WANTED, message.toByteArray());
    }
    clock.schedule(PATIENCE, () -> askNext(id, tries));
  }

  /// The proposer first, then those not asked in this round, validators before others.
  private static Optional<Peer> choose(Want want, List<Peer> peers) {
    Optional<PublicKey> proposer = want.proposer;
    want.proposer = Optional.empty();
    Optional<Peer> first =
        peers.stream()
            .filter(peer -> proposer.isPresent() && peer.validatorKey().equals(proposer))
            .findFirst();
    if (first.isPresent()) {
      return first;
    }
    if (peers.stream().allMatch(peer -> want.asked.contains(peer.id()))) {
      want.asked.clear();
    }
    return peers.stream()
        .filter(peer -> !want.asked.contains(peer.id()))
        .min((a, b) -> Boolean.compare(a.validatorKey().isEmpty(), b.validatorKey().isEmpty()));
  }
}
