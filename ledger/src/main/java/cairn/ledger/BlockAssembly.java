package cairn.ledger;

import java.util.Optional;

/// A leader's choice of transactions: candidates are offered one by one, each is executed at once
/// on what those before it left, and is included if it applies and has room.
///
/// Confined to one thread; good for one block.
public final class BlockAssembly {
  /// The longest that the length of a block's list of transactions can be.
  private static final int LIST_LENGTH_BYTES = 3;

  /// No transaction is smaller: one operation, one signature, no memo.
  private static final int LEAST_TRANSACTION_BYTES = 200;

  /// What became of an offered candidate.
  public sealed interface Offer {
    /// It stands in the block.
    record Included(Receipt receipt) implements Offer {}

    /// It does not apply here, but may in another block: keep it. A nonce that is too low is such a
    /// reason too, because the block that used it may never become final.
    record Kept(Rejection reason) implements Offer {}

    /// It applies on no successor of this block: let it go.
    record Dropped(Rejection reason) implements Offer {}

    /// It applies, but this block has no room for it: keep it.
    record NoRoom() implements Offer {}
  }

  private final BlockExecution execution;
  private int bytesLeft;
  private int operationsLeft;

  /// Starts a block on the state after its parent, with the limits there halved `budgetShift`
  /// times. The proposer must be one of the validators there.
  public BlockAssembly(LedgerView parent, BlockContext context, int budgetShift) {
    ValidatorEntry proposer = parent.roster().find(context.proposer()).orElseThrow();
    this.execution = new BlockExecution(parent, context, proposer.operator());
    Parameters.BlockLimits limits = execution.parameters().blockLimits().shrunk(budgetShift);
    this.bytesLeft = limits.bytes() - BlockHeader.BYTES - LIST_LENGTH_BYTES;
    this.operationsLeft = limits.operations();
  }

  public Offer offer(VerifiedTransaction candidate) {
    Optional<Rejection> refusal = execution.refusal(candidate);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    int bytes = Block.sizeInBlock(candidate.transaction());
    int operations = candidate.body().operations().size();
    if (bytes > bytesLeft || operations > operationsLeft) {
      return new Offer.NoRoom();
    }
    bytesLeft -= bytes;
    operationsLeft -= operations;
    return new Offer.Included(execution.apply(candidate));
  }

  /// Whether the block has no room for even the smallest transaction, so that offering is
  /// pointless.
  public boolean isFull() {
    return bytesLeft < LEAST_TRANSACTION_BYTES || operationsLeft < 1;
  }

  /// What the included transactions did.
  public Execution finish() {
    return execution.finish();
  }

  /// Block time only grows, so what has expired here has expired in every successor.
  private static Offer refused(Rejection refusal) {
    return refusal instanceof Rejection.Expired || refusal.isForEveryState()
        ? new Offer.Dropped(refusal)
        : new Offer.Kept(refusal);
  }
}
