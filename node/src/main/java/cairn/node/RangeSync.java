package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.MalformedException;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.Transaction;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// Catches up over more than a few blocks: fetches runs of blocks from several peers at once and
/// hands them to the [Chain] in their order. Thread-safe.
///
/// Nothing is trusted: a run comes with a finalization, which a quorum signed, of its last block or
/// of one that headers lead to, and every other block of it is named by its successor; so each run
/// stands for itself, whoever sent it. Who sends one that does not hold is penalised, and another
/// peer is asked.
final class RangeSync {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final BlockRelay.Network links;
  private final PeerNetwork network;
  private final VoteVerifier verifier;
  private final BodyVerifier bodies;
  private final Consumer<FinalRun> sink;
  private final ReentrantLock lock = new ReentrantLock();
  private final RangePlan plan = new RangePlan();
  private final OpenRequests open = new OpenRequests();
  private boolean isTryingAgain;

  RangeSync(
      BlockRelay.Network links,
      VoteVerifier verifier,
      BodyVerifier bodies,
      Consumer<FinalRun> sink) {
    this.links = links;
    this.network = links.network();
    this.verifier = verifier;
    this.bodies = bodies;
    this.sink = sink;
  }

  /// Fetches everything above `head` up to `target`, which is final.
  void want(Height head, Height target) {
    locked(plan -> {
      plan.want(head.number(), target.number());
      return true;
    });
    proceed();
  }

  /// Begins again above `head`: what the chain was given did not fit. Who gave it is asked again
  /// after all others.
  void restart(Height head, BodySource giver) {
    locked(plan -> {
      plan.restart(head.number());
      switch (giver) {
        case BodySource.Sent(NodeId peer, _, _) -> plan.avoid(peer);
        case BodySource.Journal _, BodySource.Assembled _ -> {}
      }
      return true;
    });
    proceed();
  }

  /// The chain has everything up to here.
  void settled(Height height) {
    boolean isWorking =
        locked(plan -> {
          plan.settle(height.number());
          return plan.target() > height.number();
        });
    if (isWorking) {
      proceed();
    }
  }

  /// The height that is worked towards; at or below the head if none is.
  Height target() {
    return new Height(locked(RangePlan::target));
  }

  /// A peer has connected, which may have what nobody else has.
  void onConnected() {
    proceed();
  }

  /// A peer's answer.
  void onRange(Peer from, byte[] message) {
    if (!open.isAnswer(from.id())) {
      network.penalise(from.id(), "block range that nobody asked for");
      return;
    }
    try {
      long height = BcsReader.decodePrefix(message, Height::read).number();
      if (!locked(plan -> plan.isAsked(from.id(), height))) {
        links.pool().countUnwanted();
      } else if (!links
          .pool()
          .verifyBlock(from.id(), message.length, () -> decode(from, message))) {
        links.clock().schedule(PAUSE, () -> askAnother(from.id(), height));
      }
    } catch (MalformedException e) {
      network.penalise(from.id(), "block range: " + e.getMessage());
    }
  }

  private void decode(Peer from, byte[] message) {
    try {
      onAnswer(from, BlockRanges.Answer.decode(message));
    } catch (MalformedException e) {
      network.penalise(from.id(), "block range: " + e.getMessage());
    }
  }

  private void onAnswer(Peer from, BlockRanges.Answer answer) {
    long height = answer.from().number();
    if (!locked(plan -> plan.isAsked(from.id(), height))) {
      return;
    }
    if (answer.blocks().isEmpty()) {
      links.clock().schedule(PAUSE, () -> askAnother(from.id(), height));
      return;
    }
    Optional<VerifiedCertificate> finalization =
        answer
            .finalization()
            .flatMap(verifier::verify)
            .filter(it -> Finalizations.isOf(it.certificate(), answer.certified()));
    Optional<String> broken =
        answer
            .brokenRule()
            .or(() ->
                finalization.isEmpty()
                    ? Optional.of("block range with a wrong finalization")
                    : Optional.empty());
    if (broken.isPresent()) {
      offence(from.id(), height, broken.get());
    } else {
      verifyBodies(from, answer, finalization.orElseThrow());
    }
  }

  private void verifyBodies(
      Peer from, BlockRanges.Answer answer, VerifiedCertificate finalization) {
    List<Transaction> all = new ArrayList<>();
    answer.blocks().forEach(block -> all.addAll(block.transactions()));
    bodies.verify(
        all,
        result -> {
          switch (result) {
            case BodyVerifier.Result.Valid(var verified) ->
                arrived(
                    answer.from().number(),
                    new FinalRun(split(from, answer.blocks(), verified), finalization));
            case BodyVerifier.Result.Invalid(var reason) ->
                offence(from.id(), answer.from().number(), "block range: " + reason.code());
          }
        });
  }

  private static List<VerifiedBody> split(
      Peer from, List<Block> blocks, List<VerifiedTransaction> verified) {
    BodySource source = new BodySource.Sent(from.id(), from.validatorKey(), false);
    List<VerifiedBody> run = new ArrayList<>();
    int start = 0;
    for (Block block : blocks) {
      int end = start + block.transactions().size();
      run.add(new VerifiedBody(block, verified.subList(start, end), source));
      start = end;
    }
    return run;
  }

  private void arrived(long from, FinalRun ready) {
    lock.lock();
    try {
      // Under the lock, so that two threads cannot deliver out of order; the sink only enqueues.
      plan.arrived(from, ready).forEach(sink);
    } finally {
      lock.unlock();
    }
    proceed();
  }

  private void offence(NodeId peer, long from, String rule) {
    network.penalise(peer, rule);
    askAnother(peer, from);
  }

  private void askAnother(NodeId peer, long from) {
    locked(plan -> {
      plan.failed(peer, from);
      return true;
    });
    proceed();
  }

  private void proceed() {
    List<NodeId> peers = network.peers().stream().map(Peer::id).toList();
    for (RangePlan.Request request : locked(plan -> plan.requests(peers))) {
      open.opened(request.peer());
      network.send(request.peer(), MessageTypes.BLOCK_RANGE_WANTED, request.message().encoded());
      links.clock().schedule(PATIENCE, () -> onTimeout(request));
    }
    if (locked(this::mustTryAgain)) {
      links.clock().schedule(PATIENCE, this::tryAgain);
    }
  }

  /// Nothing else would go on: nobody was asked, so that no answer and no time-out will come.
  private boolean mustTryAgain(RangePlan plan) {
    boolean must = plan.isStalled() && !isTryingAgain;
    isTryingAgain |= must;
    return must;
  }

  private void tryAgain() {
    lock.lock();
    try {
      isTryingAgain = false;
    } finally {
      lock.unlock();
    }
    proceed();
  }

  private void onTimeout(RangePlan.Request request) {
    locked(plan -> {
      plan.timedOut(request);
      return true;
    });
    proceed();
  }

  private <T> T locked(Function<RangePlan, T> use) {
    lock.lock();
    try {
      return use.apply(plan);
    } finally {
      lock.unlock();
    }
  }
}
