package cairn.node;

import cairn.consensus.Effect;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockAssembly;
import cairn.ledger.BlockContext;
import cairn.ledger.BlockHeader;
import cairn.ledger.BlockResult;
import cairn.ledger.Execution;
import cairn.ledger.InvalidBlock;
import cairn.ledger.Ledger;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeUpdate;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import java.util.Optional;
import java.util.function.Predicate;

/// How blocks of one epoch are made and checked on the state of their parent. Confined to the
/// ledger thread.
final class BlockRules {
  /// Whose blocks these are.
  ///
  /// @param self the key that this node proposes with; empty for an observer
  record Place(Hash genesis, Epoch epoch, ValidatorSet validators, Optional<PublicKey> self) {}

  /// What a check comes to.
  sealed interface Verdict {
    record Fits(ExecutedBlock block) implements Verdict {}

    /// The transactions may not be those of the block: another body might fit, unless the proposer
    /// itself sent this one.
    record WrongBody(String why) implements Verdict {}

    /// No body can fit.
    record Invalid(String why) implements Verdict {}
  }

  private final Place place;
  private final Mempool mempool;
  private final NodeClock clock;

  BlockRules(Place place, Mempool mempool, NodeClock clock) {
    this.place = place;
    this.mempool = mempool;
    this.clock = clock;
  }

  PublicKey validatorKey(ValidatorId id) {
    return place.validators().validator(id).key();
  }

  /// A block on `parent`; empty if it would be empty and must not.
  ///
  /// @param isIncluded whether a block between the store and the parent has a transaction
  Optional<ExecutedBlock> make(
      Effect.Build asked, ChainTip parent, Predicate<TransactionId> isIncluded) {
    BlockHeader below = parent.header();
    Timestamp time = new Timestamp(Math.max(clock.wallMillis(), below.timestamp().millis() + 1));
    BlockContext context =
        new BlockContext(
            place.epoch(), asked.view(), below.height().next(), time, place.self().orElseThrow());
    Execution execution = assemble(asked, parent, context, isIncluded);
    if (execution.transactions().isEmpty() && !asked.isEmptyAllowed()) {
      return Optional.empty();
    }
    TreeUpdate tree = treeAfter(parent, context, execution);
    Hash set = place.validators().hash();
    BlockHeader header =
        new BlockHeader(
            Protocol.VERSION_1,
            place.genesis(),
            context.epoch(),
            context.view(),
            context.height(),
            parent.id(),
            context.timestamp(),
            context.proposer(),
            execution.txRoot(),
            tree.root(),
            parent.history().root(),
            set,
            set);
    Block block =
        new Block(
            header,
            execution.transactions().stream().map(VerifiedTransaction::transaction).toList());
    return Optional.of(executed(parent, block, execution, tree));
  }

  private Execution assemble(
      Effect.Build asked,
      ChainTip parent,
      BlockContext context,
      Predicate<TransactionId> isIncluded) {
    Parameters.BlockLimits limits =
        parent.state().parameters().blockLimits().shrunk(asked.budgetShift());
    BlockAssembly assembly = new BlockAssembly(parent.state(), context, asked.budgetShift());
    for (VerifiedTransaction candidate :
        mempool.candidates(isIncluded, limits.operations(), limits.bytes())) {
      switch (assembly.offer(candidate)) {
        case BlockAssembly.Offer.Dropped(var reason) -> mempool.refuse(candidate.id(), reason);
        case BlockAssembly.Offer.Included _,
            BlockAssembly.Offer.Kept _,
            BlockAssembly.Offer.NoRoom _ -> {}
      }
      if (assembly.isFull()) {
        break;
      }
    }
    return assembly.finish();
  }

  /// Executes a body on its parent and compares what comes out with the header.
  Verdict check(ChainTip parent, VerifiedBody body) {
    BlockHeader header = body.block().header();
    Optional<String> broken = brokenRule(parent, header);
    if (broken.isPresent()) {
      return new Verdict.Invalid(broken.get());
    }
    Parameters.BlockLimits limits = parent.state().parameters().blockLimits();
    if (body.block().size() > limits.bytes() || body.block().operations() > limits.operations()) {
      return new Verdict.WrongBody("its body is above the limits of a block");
    }
    BlockResult result = Ledger.execute(parent.state(), header.context(), body.transactions());
    return switch (result) {
      case InvalidBlock invalid -> new Verdict.WrongBody(invalid.sentence());
      case Execution execution -> {
        if (!execution.txRoot().equals(header.txRoot())) {
          yield new Verdict.WrongBody("its transactions and receipts are not those of the txRoot");
        }
        TreeUpdate tree = treeAfter(parent, header.context(), execution);
        if (!tree.root().equals(header.stateRoot())) {
          yield new Verdict.Invalid(
              "the state root here is " + tree.root() + ", the header's " + header.stateRoot());
        }
        yield new Verdict.Fits(executed(parent, body.block(), execution, tree));
      }
    };
  }

  /// Where an executed block and what the replica knows of it disagree.
  Optional<String> disagreement(BlockHeader header, Effect.Check asked) {
    boolean agrees =
        header.view().equals(asked.view())
            && header.parent().equals(asked.parent())
            && header.proposer().equals(validatorKey(asked.proposer()));
    return agrees ? Optional.empty() : Optional.of("its header is not the one of the proposal");
  }

  /// The rules of a header on its parent's; whoever breaks one is at fault whatever the body.
  private Optional<String> brokenRule(ChainTip on, BlockHeader header) {
    BlockHeader parent = on.header();
    Hash set = place.validators().hash();
    ValidatorId leader = place.validators().leader(header.epoch(), header.view());
    if (header.protocol() != Protocol.VERSION_1) {
      return Optional.of("protocol " + header.protocol() + " is not in force");
    }
    if (!header.genesis().equals(place.genesis()) || !header.epoch().equals(place.epoch())) {
      return Optional.of("it is of another network or epoch");
    }
    if (!header.height().equals(parent.height().next())) {
      return Optional.of("its height is not the one above its parent's");
    }
    if (!header.view().isAfter(parent.view())) {
      return Optional.of("its view is not after its parent's");
    }
    if (!header.timestamp().isAfter(parent.timestamp())) {
      return Optional.of("its time is not after its parent's");
    }
    if (!header.proposer().equals(validatorKey(leader))) {
      return Optional.of("its proposer is not the leader of its view");
    }
    if (!header.signers().equals(set) || !header.nextSigners().equals(set)) {
      return Optional.of("it names other validators");
    }
    if (!header.historyRoot().equals(on.history().root())) {
      return Optional.of("its historyRoot is not that of the blocks below it");
    }
    return Optional.empty();
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
