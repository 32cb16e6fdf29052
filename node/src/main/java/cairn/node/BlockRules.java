package cairn.node;

import cairn.consensus.Effect;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockAssembly;
import cairn.ledger.BlockContext;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.InvalidBlock;
import cairn.ledger.NextBlock;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.Rejection;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeUpdate;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.Vote;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How blocks of one epoch are made and checked on the state of their parent. Confined to the
/// ledger thread.
final class BlockRules {
  /// Whose blocks these are.
  ///
  /// @param self the key that this node proposes with; empty for an observer
  record Place(Epoch epoch, ValidatorSet validators, Optional<PublicKey> self) {}

  /// What a check comes to.
  sealed interface Verdict {
    record Fits(ExecutedBlock block) implements Verdict {}

    /// The transactions may not be those of the block: another body might fit, unless the proposer
    /// itself sent this one.
    record WrongBody(String why) implements Verdict {}

    /// No body can fit.
    record Invalid(String why) implements Verdict {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(BlockRules.class);

  private final Place place;
  private final Mempool mempool;
  private final NodeClock clock;

  BlockRules(Place place, Mempool mempool, NodeClock clock) {
    this.place = place;
    this.mempool = mempool;
    this.clock = clock;
  }

  ValidatorSet validators() {
    return place.validators();
  }

  PublicKey validatorKey(ValidatorId id) {
    return place.validators().validator(id).key();
  }

  /// A block on `parent`; empty if it would be empty and must not.
  ///
  /// @param isIncluded whether a block between the store and the parent has a transaction
  /// @param nothingToBuild tells the replica that it is empty
  Optional<ExecutedBlock> make(
      Effect.Build asked,
      ChainTip parent,
      Predicate<TransactionId> isIncluded,
      Runnable nothingToBuild) {
    long began = clock.monotonicNanos();
    if (!Protocol.isKnown(next(parent).protocol())) {
      // Nobody of this version can tell what a block of it is like; the node is about to stop.
      return Optional.empty();
    }
    BlockHeader below = parent.header();
    Timestamp time = new Timestamp(Math.max(clock.wallMillis(), below.timestamp().millis() + 1));
    BlockContext context =
        new BlockContext(
            place.epoch(), asked.view(), below.height().next(), time, place.self().orElseThrow());
    Parameters.BlockLimits limits =
        parent.state().parameters().blockLimits().shrunk(asked.budgetShift());
    Mempool.Candidates candidates =
        mempool.candidates(isIncluded, limits.operations(), limits.bytes());
    BlockAssembly assembly = new BlockAssembly(parent.state(), context, asked.budgetShift());
    candidates.transactions().stream()
        .takeWhile(_ -> !assembly.isFull())
        .forEach(candidate -> offer(assembly, candidate));
    Execution execution = assembly.finish();
    if (execution.transactions().isEmpty() && !asked.isEmptyAllowed()) {
      mempool.nothingToBuild(candidates.stamp(), nothingToBuild);
      return Optional.empty();
    }
    TreeUpdate tree = treeAfter(parent, context, execution);
    BlockHeader header = next(parent).header(context, execution, tree.root());
    Block block =
        new Block(
            header,
            execution.transactions().stream().map(VerifiedTransaction::transaction).toList());
    LOG.debug(
        "built the block of view {}: {} transactions in {} us",
        asked.view(),
        block.transactions().size(),
        (clock.monotonicNanos() - began) / 1000);
    return Optional.of(executed(parent, block, execution, tree));
  }

  private void offer(BlockAssembly assembly, VerifiedTransaction candidate) {
    switch (assembly.offer(candidate)) {
      case BlockAssembly.Offer.Dropped(Rejection reason) -> mempool.refuse(candidate.id(), reason);
      case BlockAssembly.Offer.Kept(Rejection reason) -> refuseUnlessInTime(candidate, reason);
      case BlockAssembly.Offer.Included _, BlockAssembly.Offer.NoRoom _ -> {}
    }
  }

  /// A candidate whose nonce does not fit waits for others, and one whose validUntil is too far for
  /// this block's time is in time a moment later. One that cannot pay, for example, must not stay:
  /// it would call for a block again and again.
  private void refuseUnlessInTime(VerifiedTransaction candidate, Rejection reason) {
    switch (reason.code()) {
      case NONCE_TOO_LOW, NONCE_GAP, VALID_UNTIL_TOO_FAR -> {}
      default -> mempool.refuse(candidate.id(), reason);
    }
  }

  /// Executes a body on its parent and compares what comes out with the header.
  Verdict check(ChainTip parent, VerifiedBody body) {
    long began = clock.monotonicNanos();
    Verdict verdict = execute(parent, body);
    LOG.debug(
        "checked the block of view {}: {} transactions in {} us",
        body.block().header().view(),
        body.transactions().size(),
        (clock.monotonicNanos() - began) / 1000);
    return verdict;
  }

  private Verdict execute(ChainTip parent, VerifiedBody body) {
    BlockHeader header = body.block().header();
    NextBlock next = next(parent);
    Optional<InvalidBlock> broken = next.checkHeader(header);
    if (broken.isPresent()) {
      return new Verdict.Invalid(broken.get().sentence());
    }
    return switch (next.execute(header, body.transactions())) {
      case InvalidBlock invalid ->
          invalid.rule().isOfBody()
              ? new Verdict.WrongBody(invalid.sentence())
              : new Verdict.Invalid(invalid.sentence());
      case Execution execution when execution.nextRoster().isPresent() ->
          new Verdict.Invalid("It changes the validators, which this version cannot follow.");
      case Execution execution -> {
        TreeUpdate tree = treeAfter(parent, header.context(), execution);
        Optional<InvalidBlock> diverged = next.checkStateRoot(header, tree.root());
        yield diverged.isPresent()
            ? new Verdict.Invalid(diverged.get().sentence())
            : new Verdict.Fits(executed(parent, body.block(), execution, tree));
      }
    };
  }

  /// Where an executed block and the proposal that names it disagree.
  Optional<String> disagreement(ChainTip parent, BlockHeader header, Effect.Check asked) {
    if (!header.parent().equals(asked.parent())) {
      return Optional.of("Its parent is not the block that the proposal builds on.");
    }
    Vote.Notarize proposal =
        new Vote.Notarize(place.epoch(), asked.view(), asked.parentView(), asked.block());
    return next(parent).checkProposal(header, proposal).map(InvalidBlock::sentence);
  }

  private static NextBlock next(ChainTip parent) {
    return new NextBlock(parent.header(), parent.state(), parent.history().root());
  }

  private static TreeUpdate treeAfter(ChainTip parent, BlockContext context, Execution execution) {
    return StateTree.update(
        parent.nodes(),
        parent.header().height().number(),
        context.height().number(),
        execution.treeChanges());
  }

  private static ExecutedBlock executed(
      ChainTip parent, Block block, Execution execution, TreeUpdate tree) {
    return new ExecutedBlock(
        block, execution, tree, parent.history().append(block.id().hash().bytes()));
  }
}
