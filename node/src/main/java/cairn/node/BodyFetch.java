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
import cairn.quorum.View;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Gets whole bodies by their block ids, from one peer after the other until one has it, and gives
/// them to others. Thread-safe.
///
/// A want stays until a body has come that fits, or finality is past the view that needs it. A peer
/// that does not answer in time, has it not, or sends a wrong one is followed by the next, by
/// turns, and after all of them the round begins again: who was asked for a body that turns out
/// wrong later is remembered for that long.
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
  private final HeldBodies held;

  private final OpenRequests open = new OpenRequests();
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<BlockId, Want> wants = new LinkedHashMap<>();

  /// Wants whose body has come and may be wrong.
  private final LinkedHashMap<BlockId, Want> given = new LinkedHashMap<>();

  private int turn;

  private static final class Want {
    private final Set<NodeId> asked = new HashSet<>();
    private Optional<PublicKey> proposer;
    private Optional<NodeId> lastAsked = Optional.empty();
    private int tries;

    private View view = View.ZERO;

    private Want(Optional<PublicKey> proposer) {
      this.proposer = proposer;
    }

    private void neededIn(View later) {
      view = later.isAfter(view) ? later : view;
    }
  }

  /// @param held the bodies that this node can give
  BodyFetch(BlockRelay.Network links, BodyIntake intake, HeldBodies held) {
    this.network = links.network();
    this.clock = links.clock();
    this.pool = links.pool();
    this.service = new RequestService(network, pool);
    this.intake = intake;
    this.held = held;
  }

  /// Wants a body that its proposer has pushed, or is pushing.
  void awaitPush(BlockId id, View view, PublicKey proposer) {
    want(id, view, Optional.of(proposer), PUSH_PATIENCE);
  }

  /// Wants a body, from its proposer first if that is named, else from anybody.
  ///
  /// @param view the view that needs it
  void want(BlockId id, View view, Optional<PublicKey> proposer) {
    want(id, view, proposer, Duration.ZERO);
  }

  private void want(BlockId id, View view, Optional<PublicKey> proposer, Duration patience) {
    boolean isAgain;
    int tries;
    lock.lock();
    try {
      Want asked = wants.get(id);
      if (asked != null) {
        asked.neededIn(view);
        return;
      }
      Want before = given.remove(id);
      isAgain = before != null;
      Want want = before == null ? new Want(proposer) : before;
      want.neededIn(view);
      tries = want.tries;
      put(wants, id, want);
    } finally {
      lock.unlock();
    }
    if (isAgain || patience.isZero()) {
      askNext(id, tries);
    } else {
      clock.schedule(patience, () -> askNext(id, tries));
    }
  }

  /// A peer asks for a body.
  void onWanted(Peer from, byte[] message) {
    try {
      BlockId id = BcsReader.decode(message, BlockId::read);
      service.answerLater(
          from,
          message,
          MessageTypes.BODY,
          send -> held.find(id, body -> send.accept(answer(id, body))));
    } catch (MalformedException e) {
      network.penalise(from.id(), "body wanted: " + e.getMessage());
    }
  }

  private static byte[] answer(BlockId id, Optional<byte[]> body) {
    BcsWriter answer = new BcsWriter(48 + body.map(bytes -> bytes.length).orElse(0));
    id.write(answer);
    answer.optional(body, BcsWriter::bytes);
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
      if (want != null && wasAsked && block.isPresent()) {
        wants.remove(id);
        put(given, id, want);
      }
    } finally {
      lock.unlock();
    }
    if (!wasAsked) {
      return;
    }
    if (block.isPresent()) {
      intake.take(
          block.get(),
          from,
          rule -> {
            network.penalise(from.id(), rule);
            again(id);
          });
    } else {
      clock.schedule(PAUSE, () -> askNext(id, tries));
    }
  }

  /// A body has come, in whatever way; whether it fits is found out later.
  void arrived(BlockId id) {
    lock.lock();
    try {
      Want want = wants.remove(id);
      if (want != null) {
        put(given, id, want);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A body fits: nothing more is wanted of that block.
  void accepted(BlockId id) {
    lock.lock();
    try {
      wants.remove(id);
      given.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /// What only views up to this one needed is not wanted any more.
  void settled(View view) {
    lock.lock();
    try {
      wants.values().removeIf(want -> !want.view.isAfter(view));
      given.values().removeIf(want -> !want.view.isAfter(view));
    } finally {
      lock.unlock();
    }
  }

  private void again(BlockId id) {
    int tries;
    lock.lock();
    try {
      Want want = given.remove(id);
      if (want == null) {
        return;
      }
      put(wants, id, want);
      tries = want.tries;
    } finally {
      lock.unlock();
    }
    askNext(id, tries);
  }

  private static void put(SequencedMap<BlockId, Want> map, BlockId id, Want want) {
    if (map.size() >= MAX_WANTS) {
      map.pollFirstEntry();
    }
    map.put(id, want);
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

  /// The proposer first, then those not asked in this round, validators before others; among them
  /// the turn goes round, so that nobody is the first to be asked for everything.
  private Optional<Peer> choose(Want want, List<Peer> peers) {
    Optional<PublicKey> proposer = want.proposer;
    want.proposer = Optional.empty();
    Optional<Peer> first =
        peers.stream()
            .filter(peer -> proposer.isPresent() && peer.validatorKey().equals(proposer))
            .findFirst();
    if (first.isPresent() || peers.isEmpty()) {
      return first;
    }
    if (peers.stream().allMatch(peer -> want.asked.contains(peer.id()))) {
      want.asked.clear();
    }
    List<Peer> left = peers.stream().filter(peer -> !want.asked.contains(peer.id())).toList();
    List<Peer> validators = left.stream().filter(peer -> peer.validatorKey().isPresent()).toList();
    List<Peer> best = validators.isEmpty() ? left : validators;
    turn = (turn + 1) & Integer.MAX_VALUE;
    return Optional.of(best.get(turn % best.size()));
  }
}
