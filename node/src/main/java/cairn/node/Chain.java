package cairn.node;

import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerState;
import cairn.node.api.ChainHead;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/// Builds, checks and commits blocks on the *ledger thread*, a serial executor: what a replica asks
/// of the ledger. Any thread may call the methods; they hand over and return.
///
/// A block is executed as soon as its body and its parent's state are here, on top of the blocks
/// that are not final yet ([PendingBlocks]); a body that lacks its parent waits, and the parent is
/// fetched. Upon a finalization its block and all ancestors are final, in order: those who wait are
/// told at once, since the finalization is durable in the journal by then, and the store takes the
/// blocks in on a thread of its own.
final class Chain implements ConsensusPorts.Blocks, BodyIntake.Sink {
  /// How far a proposal's time may be ahead of this clock before its vote is held back.
  static final Duration CLOCK_TOLERANCE = Duration.ofMillis(500);

  /// A gap of more blocks is fetched as a range, not one by one.
  private static final int LARGE_GAP = 2;

  private static final int MAX_NOTARIZED_REMEMBERED = 256;

  /// While so many final blocks wait for the store, no block is built or executed.
  private static final int MAX_UNSTORED = 128;

  private final Executor thread;
  private final NodeClock clock;
  private final BlockRules rules;
  private final PendingBlocks pending;
  private final ChainLinks links;

  private final CandidateBlocks candidates = new CandidateBlocks();
  private final TreeMap<View, Effect.Check> checks = new TreeMap<>();
  private final ArrayDeque<FinalRun> runs = new ArrayDeque<>();
  private final Set<BlockId> notarized = new LinkedHashSet<>();
  private Optional<Effect.Build> build = Optional.empty();
  private Optional<VerifiedCertificate> goal = Optional.empty();
  private ChainHead head;
  private Height rangeTarget = Height.ZERO;
  private int unstored;

  /// @param base the store's head
  Chain(Executor thread, NodeClock clock, BlockRules rules, ChainTip base, ChainLinks links) {
    this.thread = thread;
    this.clock = clock;
    this.rules = rules;
    this.pending = new PendingBlocks(base);
    this.links = links;
    this.head = new ChainHead(base.id(), base.header());
  }

  @Override
  public void build(Effect.Build asked) {
    thread.execute(() -> {
      checks.headMap(asked.view()).clear();
      build = Optional.of(asked);
      work();
    });
  }

  @Override
  public void check(Effect.Check asked) {
    thread.execute(() -> {
      build = build.filter(older -> !older.view().isBefore(asked.view()));
      checks.headMap(asked.view()).clear();
      checks.put(asked.view(), asked);
      work();
    });
  }

  @Override
  public void learned(Certificate certificate) {
    switch (certificate.vote()) {
      case Vote.Notarize(_, _, _, BlockId block) -> thread.execute(() -> onNotarized(block));
      case Vote.Nullify _, Vote.Finalize _ -> {}
    }
  }

  @Override
  public void commit(VerifiedCertificate finalization) {
    thread.execute(() -> {
      if (goal.isEmpty() || finalization.view().isAfter(goal.get().view())) {
        goal = Optional.of(finalization);
      }
      work();
    });
  }

  @Override
  public void bodyRefused(Block block, String why) {
    thread.execute(() -> {
      candidates.isRefused(block.id(), why);
      work();
    });
  }

  /// A body has come that was asked for, or that its proposer sent.
  @Override
  public void bodyArrived(VerifiedBody body) {
    thread.execute(() -> {
      keep(body);
      work();
    });
  }

  /// Final blocks have come.
  void runArrived(FinalRun run) {
    thread.execute(() -> {
      runs.addLast(run);
      work();
    });
  }

  /// The store has taken in the oldest final block that it had not, which left this state.
  void stored(ExecutedBlock block, LedgerState state) {
    thread.execute(() -> {
      pending.stored(block, state);
      unstored--;
      links.outcome().isStored(state);
      work();
    });
  }

  /// Does all that can be done: a pass may make the next thing possible.
  private void work() {
    boolean isProgress = true;
    while (isProgress && unstored < MAX_UNSTORED) {
      isProgress = !runs.isEmpty() && commit(runs.removeFirst());
      isProgress |= commitGoal();
      for (Effect.Check check : List.copyOf(checks.values())) {
        isProgress |= answer(check);
      }
      isProgress |= build.isPresent() && answer(build.get());
    }
  }

  /// Answers with a block, if its parent's state is here.
  private boolean answer(Effect.Build asked) {
    if (execute(asked.parent(), Optional.empty()).isPresent()
        || !pending.contains(asked.parent())) {
      return false;
    }
    build = Optional.empty();
    Optional<ExecutedBlock> made =
        rules.make(
            asked,
            pending.tip(asked.parent()),
            pending.included(asked.parent()),
            () -> links.replies().offer(new Event.NothingToBuild(asked.view())));
    made.ifPresent(block -> propose(asked, block));
    return true;
  }

  private void propose(Effect.Build asked, ExecutedBlock block) {
    pending.add(block);
    links.bodies().publish(block.block());
    links.replies().offer(new Event.BlockBuilt(asked.view(), block.id()), block.block());
  }

  private boolean answer(Effect.Check asked) {
    Optional<String> fault = Optional.empty();
    if (pending.block(asked.block()).isEmpty()) {
      fault = execute(asked.block(), Optional.of(asked.proposer()));
      fault = fault.or(() -> candidates.refusal(asked.block()));
      if (fault.isEmpty() && pending.block(asked.block()).isEmpty()) {
        return false;
      }
    }
    checks.remove(asked.view());
    if (fault.isEmpty()) {
      fault = rules.disagreement(pending.block(asked.block()).get().header(), asked);
    }
    if (fault.isEmpty()) {
      approve(asked, pending.block(asked.block()).get().block());
    } else {
      links.replies().offer(new Event.BlockChecked(asked.view(), asked.block(), false));
    }
    return true;
  }

  private void approve(Effect.Check asked, Block block) {
    Event.BlockChecked valid = new Event.BlockChecked(asked.view(), asked.block(), true);
    long ahead =
        block.header().timestamp().millis() - clock.wallMillis() - CLOCK_TOLERANCE.toMillis();
    if (ahead > 0) {
      clock.schedule(Duration.ofMillis(ahead), () -> links.replies().offer(valid, block));
    } else {
      links.replies().offer(valid, block);
    }
  }

  /// Executes a block and, before it, all ancestors whose bodies are here; asks for what is
  /// missing. Returns why the block is invalid; empty if it is not, or not known yet.
  private Optional<String> execute(BlockId id, Optional<ValidatorId> proposer) {
    List<VerifiedBody> run = new ArrayList<>();
    BlockId next = id;
    while (!pending.contains(next)) {
      Optional<String> fault = candidates.fault(next);
      if (fault.isPresent()) {
        return fault;
      }
      Optional<VerifiedBody> here = candidates.body(next);
      if (here.isEmpty()) {
        wantBelow(next, run, proposer);
        return Optional.empty();
      }
      VerifiedBody body = here.get();
      if (!body.block().height().isAfter(head.height())) {
        return Optional.of("It does not descend from the final block " + head.id() + ".");
      }
      run.addFirst(body);
      next = body.block().header().parent();
    }
    for (VerifiedBody body : run) {
      Optional<String> fault = execute(body);
      if (fault.isPresent()) {
        return fault;
      }
      if (!pending.contains(body.block().id())) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void wantBelow(BlockId missing, List<VerifiedBody> run, Optional<ValidatorId> proposer) {
    boolean isTarget = run.isEmpty();
    if (!isTarget && goal.isPresent()) {
      BlockHeader child = run.getFirst().block().header();
      long gap = child.height().number() - head.height().number();
      if (gap > LARGE_GAP) {
        rangeTarget = child.height();
        links.bodies().wantRange(head.header(), rangeTarget, goal.get());
        return;
      }
    }
    Optional<PublicKey> key = isTarget ? proposer.map(rules::validatorKey) : Optional.empty();
    links.bodies().want(missing, key);
  }

  /// Executes a body whose parent is contained. Returns why the block is invalid; a body that does
  /// not fit is dropped instead: whoever needs it asks again.
  private Optional<String> execute(VerifiedBody body) {
    BlockId id = body.block().id();
    candidates.removeBody(id);
    return switch (rules.check(pending.tip(body.block().header().parent()), body)) {
      case BlockRules.Verdict.Fits(ExecutedBlock block) -> {
        pending.add(block);
        if (notarized.contains(id)) {
          links.outcome().notarized(block);
        }
        yield Optional.empty();
      }
      case BlockRules.Verdict.WrongBody(String why) -> {
        if (body.isFromProposer()) {
          candidates.isRefused(id, why);
        }
        links.bodies().wrongBody(body, why);
        yield Optional.empty();
      }
      case BlockRules.Verdict.Invalid(String why) -> {
        candidates.isInvalid(id, why);
        yield Optional.of(why);
      }
    };
  }

  private void onNotarized(BlockId id) {
    if (notarized.size() >= MAX_NOTARIZED_REMEMBERED) {
      notarized.remove(notarized.iterator().next());
    }
    if (notarized.add(id)) {
      pending.block(id).ifPresent(links.outcome()::notarized);
    }
  }

  private boolean commitGoal() {
    if (goal.isEmpty()) {
      return false;
    }
    VerifiedCertificate finalization = goal.get();
    BlockId target = Finalizations.block(finalization.certificate()).orElseThrow();
    boolean isCatchingUp = rangeTarget.isAfter(head.height());
    if (isCatchingUp && candidates.body(target).isEmpty()) {
      return false;
    }
    if (!finalization.view().isAfter(head.header().view())) {
      goal = Optional.empty();
      return false;
    }
    Optional<String> fault =
        pending.contains(target) ? Optional.empty() : execute(target, Optional.empty());
    if (fault.isPresent()) {
      diverged(target, fault.get());
      return false;
    }
    if (!pending.contains(target)) {
      return false;
    }
    goal = Optional.empty();
    commitPathTo(pending.block(target).get(), finalization);
    return true;
  }

  private void commitPathTo(ExecutedBlock target, VerifiedCertificate finalization) {
    List<ExecutedBlock> path = pending.pathTo(target.id());
    for (ExecutedBlock block : path.reversed()) {
      if (block.height().isAfter(head.height())) {
        makeFinal(block, finalization);
      }
    }
    settle(target);
  }

  private void makeFinal(ExecutedBlock block, VerifiedCertificate finalization) {
    if (!block.parent().equals(head.id())) {
      diverged(block.id(), "Its parent is not the final block " + head.id() + ".");
      return;
    }
    head = new ChainHead(block.id(), block.header());
    unstored++;
    links.outcome().isFinal(block, notarized.remove(block.id()), finalization);
  }

  private void settle(ExecutedBlock target) {
    for (ExecutedBlock removed : pending.keepOnly(target)) {
      links.outcome().abandoned(removed, notarized.remove(removed.id()));
    }
    candidates.settled(target.height());
    links.bodies().settled(target.height());
  }

  private boolean commit(FinalRun run) {
    for (VerifiedBody body : run.bodies()) {
      BlockHeader header = body.block().header();
      if (header.parent().equals(head.id()) && !pending.contains(body.block().id())) {
        Optional<String> fault = execute(body);
        if (fault.isPresent()) {
          diverged(body.block().id(), fault.get());
          return false;
        }
        if (!pending.contains(body.block().id())) {
          links.bodies().wrongRun(head.header(), body);
          return false;
        }
      }
      Optional<ExecutedBlock> block = pending.block(body.block().id());
      if (block.isPresent() && header.height().isAfter(head.height())) {
        makeFinal(block.get(), run.finalization());
        settle(block.get());
      }
    }
    return true;
  }

  private void keep(VerifiedBody body) {
    if (body.block().height().isAfter(head.height()) && !pending.contains(body.block().id())) {
      candidates.keep(body);
      if (pending.contains(body.block().header().parent())) {
        execute(body);
      }
    }
  }

  private void diverged(BlockId id, String why) {
    goal = Optional.empty();
    links
        .failStop()
        .stop(
            "STATE_ROOT_MISMATCH: the final block %s fails this node's check: %s This node has"
                    .formatted(id, why)
                + " diverged and stops.",
            List.of());
  }
}
