package cairn.node;

import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerState;
import cairn.node.api.ChainHead;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// Builds, checks and commits blocks on the *ledger thread*, a serial executor: what a replica asks
/// of the ledger. Any thread may call the methods; they hand over and return.
///
/// A block that is asked for, notarized or final is executed as soon as its body and its parent's
/// state are here, on top of the blocks that are not final yet ([Branches]); what is missing is
/// fetched. Upon a finalization its block and all ancestors are final, in order, and the store
/// takes them in on a thread of its own. Nobody is told before this node could not forget it: at
/// once if finalization and bodies are durable in the journal, else when the store has the block.
final class Chain implements ConsensusPorts.Blocks, BodyIntake.Sink {
  /// A gap of more blocks is fetched as a range, not one by one.
  private static final int LARGE_GAP = 2;

  /// While so many final blocks wait for the store, or so many bytes of them, no block is built or
  /// executed.
  private static final int MAX_UNSTORED = 128;

  static final long MAX_UNSTORED_BYTES = 16L << 20;

  private final Executor thread;
  private final NodeClock clock;
  private final BlockRules rules;
  private final Branches branches;
  private final PendingBlocks pending;
  private final ChainLinks links;

  private final ProposalCheck check;
  private final Set<BlockId> journaled = new LinkedHashSet<>();
  private final ArrayDeque<FinalRun> runs = new ArrayDeque<>();
  private Optional<Effect.Build> build = Optional.empty();
  private Optional<VerifiedCertificate> goal = Optional.empty();
  private ChainHead head;
  private View told = View.ZERO;
  private Height rangeTarget = Height.ZERO;
  private int unstored;
  private long unstoredBytes;

  /// @param base the store's head
  Chain(Executor thread, NodeClock clock, BlockRules rules, ChainTip base, ChainLinks links) {
    this.thread = thread;
    this.clock = clock;
    this.rules = rules;
    this.branches = new Branches(rules, base, links);
    this.pending = branches.pending();
    this.links = links;
    this.check = new ProposalCheck(clock, rules, branches, links, () -> thread.execute(this::work));
    this.head = new ChainHead(base.id(), base.header());
  }

  @Override
  public void build(Effect.Build asked) {
    thread.execute(() -> {
      check.endBefore(asked.view());
      build = Optional.of(asked);
      work();
      declineUnlessBuilt(asked);
    });
  }

  @Override
  public void check(Effect.Check asked) {
    thread.execute(() -> {
      build = build.filter(older -> !older.view().isBefore(asked.view()));
      check.ask(asked);
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
  public void journaled(List<BlockId> blocks) {
    thread.execute(() -> journaled.addAll(blocks));
  }

  @Override
  public void commit(VerifiedCertificate finalization) {
    thread.execute(() -> {
      told = later(told, finalization.view());
      if (goal.isEmpty() || finalization.view().isAfter(goal.get().view())) {
        goal = Optional.of(finalization);
      }
      work();
    });
  }

  @Override
  public void bodyRefused(Block block, String why) {
    thread.execute(() -> {
      branches.candidates().isRefused(block.id(), why);
      work();
    });
  }

  /// A body has come that was asked for, or that its proposer sent.
  @Override
  public void bodyArrived(VerifiedBody body) {
    thread.execute(() -> {
      branches.keep(body, head);
      executeIfNotarized(body.block().id());
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
      boolean wasFarBehind = isStoreFarBehind();
      unstored--;
      unstoredBytes -= block.block().size();
      links.bodies().released(block.id());
      links.outcome().isStored(state);
      if (wasFarBehind && !isStoreFarBehind()) {
        branches.notarizedWaiting().forEach(this::executeIfNotarized);
      }
      work();
    });
  }

  /// Does all that can be done: a pass may make the next thing possible.
  private void work() {
    boolean isProgress = true;
    while (isProgress && !isStoreFarBehind()) {
      isProgress = !runs.isEmpty() && commit(runs.removeFirst());
      isProgress |= commitGoal();
      isProgress |= check.proceed(head);
      isProgress |= build.isPresent() && answer(build.get());
    }
  }

  private boolean isStoreFarBehind() {
    return unstored >= MAX_UNSTORED || unstoredBytes >= MAX_UNSTORED_BYTES;
  }

  /// Answers with a block, if its parent's state is here.
  private boolean answer(Effect.Build asked) {
    switch (branches.reach(asked.parent(), head)) {
      case Branches.Reach.Here _ -> {
        build = Optional.empty();
        make(asked);
      }
      case Branches.Reach.Lacks(BlockId missing, var _) -> {
        links.bodies().want(missing, asked.view(), Optional.empty());
        return false;
      }
      case Branches.Reach.Invalid(BlockHeader broken, var _) -> {
        branches.tellInvalid(broken);
        decline(asked);
      }
      case Branches.Reach.Aside _ -> decline(asked);
    }
    return true;
  }

  private void make(Effect.Build asked) {
    Optional<ExecutedBlock> made =
        rules.make(
            asked,
            pending.tip(asked.parent()),
            pending.included(asked.parent()),
            () -> links.replies().offer(new Event.NothingToBuild(asked.view())));
    made.ifPresent(block -> {
      branches.add(block);
      links.bodies().publish(block.block());
      links.replies().offer(new Event.BlockBuilt(asked.view(), block.id()), block.block());
    });
  }

  /// A parent that a quorum notarized a moment ago may be on its way here: the leader waits for it
  /// as long as for its parent's finality, a quarter of what the others wait for its proposal.
  /// While whole ranges are missing, that is pointless.
  private void declineUnlessBuilt(Effect.Build asked) {
    if (!build.equals(Optional.of(asked))) {
      return;
    }
    if (rangeTarget.isAfter(head.height())) {
      decline(asked);
      return;
    }
    Duration patience = branches.timing().leaderTimeout().dividedBy(4);
    clock.schedule(
        patience,
        () ->
            thread.execute(() -> {
              if (build.equals(Optional.of(asked)) && !pending.contains(asked.parent())) {
                decline(asked);
              }
            }));
  }

  private void decline(Effect.Build asked) {
    build = Optional.empty();
    links.replies().offer(new Event.BuildDeclined(asked.view()));
  }

  private void onNotarized(BlockId id) {
    branches.onNotarized(id, head);
    executeIfNotarized(id);
  }

  /// What a quorum notarized is executed without being asked for: if it is invalid, the replica
  /// must know. It waits while the store is far behind, or blocks would pile up here without bound.
  private void executeIfNotarized(BlockId id) {
    if (!isStoreFarBehind()
        && branches.isNotarized(id)
        && branches.candidates().body(id).isPresent()) {
      switch (branches.reach(id, head)) {
        case Branches.Reach.Invalid(BlockHeader broken, var _) -> branches.tellInvalid(broken);
        case Branches.Reach.Here _, Branches.Reach.Lacks _, Branches.Reach.Aside _ -> {}
      }
    }
  }

  private boolean commitGoal() {
    if (goal.isEmpty()) {
      return false;
    }
    VerifiedCertificate finalization = goal.get();
    BlockId target = Finalizations.block(finalization.certificate()).orElseThrow();
    if (!finalization.view().isAfter(head.header().view())) {
      goal = Optional.empty();
      return false;
    }
    if (!pending.contains(target) && !reachGoal(target, finalization)) {
      return false;
    }
    goal = Optional.empty();
    commitPathTo(pending.block(target).orElseThrow(), finalization);
    return true;
  }

  private boolean reachGoal(BlockId target, VerifiedCertificate finalization) {
    boolean isCatchingUp = rangeTarget.isAfter(head.height());
    if (isCatchingUp && branches.candidates().body(target).isEmpty()) {
      return false;
    }
    return switch (branches.reach(target, head)) {
      case Branches.Reach.Here _ -> true;
      case Branches.Reach.Lacks lacks -> {
        wantBelow(lacks, finalization);
        yield false;
      }
      case Branches.Reach.Invalid(var _, String why) -> {
        diverged(target, why);
        yield false;
      }
      case Branches.Reach.Aside(String why) -> {
        diverged(target, why);
        yield false;
      }
    };
  }

  /// Asks for what is missing below a final block: as a range, if that is much. The headers on the
  /// way to it were agreed on, so their heights are true; no other header says what is missing.
  private void wantBelow(Branches.Reach.Lacks lacks, VerifiedCertificate finalization) {
    Height child = lacks.child().map(BlockHeader::height).orElse(Height.ZERO);
    if (child.number() - head.height().number() > LARGE_GAP) {
      rangeTarget = child;
      links.bodies().wantRange(head.header(), rangeTarget, finalization);
    } else {
      links.bodies().want(lacks.missing(), finalization.view(), Optional.empty());
    }
  }

  /// The finalization is durable in the journal. If all bodies up to its block are too, a restart
  /// comes to the same.
  private void commitPathTo(ExecutedBlock target, VerifiedCertificate finalization) {
    List<ExecutedBlock> path =
        pending.pathTo(target.id()).reversed().stream()
            .filter(block -> block.height().isAfter(head.height()))
            .toList();
    boolean isDurable = path.stream().allMatch(block -> journaled.contains(block.id()));
    for (ExecutedBlock block : path) {
      makeFinal(block, finalization, isDurable);
    }
    settle(target);
  }

  private void makeFinal(ExecutedBlock block, VerifiedCertificate finalization, boolean isDurable) {
    if (!block.parent().equals(head.id())) {
      diverged(block.id(), "Its parent is not the final block " + head.id() + ".");
      return;
    }
    head = new ChainHead(block.id(), block.header());
    unstored++;
    unstoredBytes += block.block().size();
    boolean wasNotarized = branches.endNotarized(block.id());
    links.outcome().isFinal(block, new Finality(finalization, wasNotarized, isDurable));
  }

  /// Nothing at or below the final view is of use any more.
  private void settle(ExecutedBlock target) {
    View view = target.header().view();
    check.endBefore(view.next());
    build = build.filter(asked -> asked.view().isAfter(view));
    branches.settle(target);
    journaled.removeIf(id -> !pending.contains(id));
    links.bodies().settled(target.header());
  }

  private boolean commit(FinalRun run) {
    for (VerifiedBody body : run.bodies()) {
      BlockHeader header = body.block().header();
      if (header.parent().equals(head.id())
          && !pending.contains(body.block().id())
          && !execute(body)) {
        return false;
      }
      Optional<ExecutedBlock> block = pending.block(body.block().id());
      if (block.isPresent() && header.height().isAfter(head.height())) {
        makeFinal(block.get(), run.finalization(), run.isOfJournal());
        settle(block.get());
      }
    }
    teach(run.finalization());
    return true;
  }

  /// A finalization that came with blocks may be better than the replica's best, which must not be
  /// behind the store.
  private void teach(VerifiedCertificate finalization) {
    if (finalization.view().isAfter(told)) {
      told = finalization.view();
      links.replies().offer(new Event.CertificateReceived(finalization, Optional.empty()));
    }
  }

  private static View later(View a, View b) {
    return a.isAfter(b) ? a : b;
  }

  /// Executes the final block above the head.
  private boolean execute(VerifiedBody body) {
    return switch (branches.execute(body)) {
      case BlockRules.Verdict.Fits _ -> true;
      case BlockRules.Verdict.WrongBody _ -> {
        links.bodies().wrongRun(head.header(), body);
        yield false;
      }
      case BlockRules.Verdict.Invalid(String why) -> {
        diverged(body.block().id(), why);
        yield false;
      }
    };
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
