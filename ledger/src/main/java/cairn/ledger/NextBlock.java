package cairn.ledger;

import cairn.crypto.Hash;
import cairn.ledger.InvalidBlock.Rule;
import cairn.quorum.BlockId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The rules of a block on one parent: what its header must be like, for the leader that makes it
/// and for everybody who checks it. Pure.
///
/// The checks stand in the order in which they are to be made: [#checkHeader], which costs nothing
/// and which no body can mend; [#execute], where another body might fit the same header
/// ([Rule#isOfBody]); and, once the caller has updated the state tree, [#checkStateRoot]. How far a
/// timestamp is ahead of a clock is no matter of validity: it only holds a vote back.
public final class NextBlock {
  private final BlockHeader parent;
  private final BlockId parentId;
  private final LedgerView state;
  private final Hash historyRoot;
  private final Roster roster;
  private final int protocol;

  /// @param state the state after the parent
  /// @param historyRoot root of the mountain range over all blocks up to and with the parent
  public NextBlock(BlockHeader parent, LedgerView state, Hash historyRoot) {
    this.parent = parent;
    this.parentId = parent.id();
    this.state = state;
    this.historyRoot = historyRoot;
    this.roster = state.roster();
    this.protocol = state.protocol(parent.height().next());
  }

  /// The header of an executed block.
  ///
  /// @param stateRoot of the state tree after the execution
  public BlockHeader header(BlockContext context, Execution execution, Hash stateRoot) {
    return new BlockHeader(
        protocol,
        parent.genesis(),
        context.epoch(),
        context.view(),
        context.height(),
        parentId,
        context.timestamp(),
        context.proposer(),
        execution.txRoot(),
        stateRoot,
        historyRoot,
        roster.set().hash(),
        nextSigners(execution));
  }

  /// The protocol whose rules the block must follow.
  public int protocol() {
    return protocol;
  }

  /// Everything that a header must hold on this parent, but for the roots that execution gives.
  public Optional<InvalidBlock> checkHeader(BlockHeader header) {
    ValidatorSet set = roster.set();
    return same(Rule.PROTOCOL, "protocol", protocol, header.protocol())
        .or(this::checkProtocolIsKnown)
        .or(() -> same(Rule.GENESIS, "genesis hash", parent.genesis(), header.genesis()))
        .or(() -> same(Rule.PARENT, "parent", parentId, header.parent()))
        .or(() -> same(Rule.HEIGHT, "height", parent.height().next(), header.height()))
        .or(() -> same(Rule.EPOCH, "epoch", roster.epoch(), header.epoch()))
        .or(() -> checkView(header))
        .or(() -> checkProposer(header))
        .or(() -> checkTime(header))
        .or(() -> same(Rule.SIGNERS, "hash of its signers", set.hash(), header.signers()))
        .or(() -> same(Rule.HISTORY_ROOT, "history root", historyRoot, header.historyRoot()));
  }

  /// Whether the leader's vote proposes this header as a child of this parent.
  public Optional<InvalidBlock> checkProposal(BlockHeader header, Vote.Notarize proposal) {
    // An epoch builds on its root, which stands at its view 0.
    long parentView = parent.epoch().equals(header.epoch()) ? parent.view().number() : 0;
    return same(Rule.PROPOSAL, "id", proposal.block(), header.id())
        .or(() -> same(Rule.PROPOSAL, "epoch", proposal.epoch(), header.epoch()))
        .or(() -> same(Rule.PROPOSAL, "view", proposal.view(), header.view()))
        .or(() -> same(Rule.PROPOSAL, "parent's view", proposal.parentView().number(), parentView));
  }

  /// Executes the transactions of a block whose header was checked, and compares the root over them
  /// and their receipts.
  public BlockResult execute(BlockHeader header, List<VerifiedTransaction> transactions) {
    return switch (Ledger.execute(state, header.context(), transactions)) {
      case InvalidBlock invalid -> invalid;
      case Execution execution -> {
        Optional<InvalidBlock> wrong =
            same(Rule.TX_ROOT, "transaction root", execution.txRoot(), header.txRoot())
                .or(() -> checkNextSigners(header, execution));
        yield wrong.isPresent() ? wrong.get() : execution;
      }
    };
  }

  private Optional<InvalidBlock> checkNextSigners(BlockHeader header, Execution execution) {
    return same(
        Rule.NEXT_SIGNERS,
        "hash of its child's signers",
        nextSigners(execution),
        header.nextSigners());
  }

  private Hash nextSigners(Execution execution) {
    return execution.nextRoster().orElse(roster).set().hash();
  }

  /// @param stateRoot of the state tree after the execution
  public Optional<InvalidBlock> checkStateRoot(BlockHeader header, Hash stateRoot) {
    return same(Rule.STATE_ROOT, "state root", stateRoot, header.stateRoot());
  }

  private Optional<InvalidBlock> checkProtocolIsKnown() {
    return Protocol.isKnown(protocol)
        ? Optional.empty()
        : broken(
            Rule.PROTOCOL,
            "The block's protocol is " + protocol + ", which this version does not know");
  }

  private Optional<InvalidBlock> checkView(BlockHeader header) {
    boolean isSameEpoch = parent.epoch().equals(header.epoch());
    long least = isSameEpoch ? parent.view().next().number() : 1;
    return header.view().number() >= least
        ? Optional.empty()
        : broken(
            Rule.VIEW, "The block's view is " + header.view() + "; it must be at least " + least);
  }

  private Optional<InvalidBlock> checkProposer(BlockHeader header) {
    ValidatorSet set = roster.set();
    return same(
        Rule.PROPOSER,
        "proposer",
        set.validator(set.leader(header.epoch(), header.view())).key(),
        header.proposer());
  }

  private Optional<InvalidBlock> checkTime(BlockHeader header) {
    return header.timestamp().isAfter(parent.timestamp())
        ? Optional.empty()
        : broken(
            Rule.TIMESTAMP,
            "The block's time is %s ms; it must be after its parent's, %s ms"
                .formatted(header.timestamp(), parent.timestamp()));
  }

  private static Optional<InvalidBlock> same(
      Rule rule, String what, Object expected, Object actual) {
    return Objects.equals(expected, actual)
        ? Optional.empty()
        : broken(rule, "The block's " + what + " is " + actual + "; it must be " + expected);
  }

  private static Optional<InvalidBlock> broken(Rule rule, String sentence) {
    return Optional.of(new InvalidBlock(rule, sentence + "."));
  }
}
