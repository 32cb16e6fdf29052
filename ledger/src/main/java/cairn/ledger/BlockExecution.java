package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A block's transactions being executed, one after the other, on the state after its parent.
///
/// Confined to one thread; good for one block. The fees go to the proposer's payout account when
/// the block is done, so that they cannot be spent in the block that pays them.
final class BlockExecution {
  private final WorkingState state;
  private final OperationExecution operations;
  private final Timestamp timestamp;
  private final PublicKey payout;
  private final Parameters parameters;

  private final List<VerifiedTransaction> transactions = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<List<PublicKey>> parties = new ArrayList<>();
  private Amount fees = Amount.ZERO;

  /// @param payout the account that the fees go to
  BlockExecution(LedgerView parent, BlockContext block, PublicKey payout) {
    this.state = new WorkingState(parent);
    this.timestamp = block.timestamp();
    this.payout = payout;
    this.parameters = parent.parameters();
    this.operations = new OperationExecution(state, block, parameters);
  }

  Parameters parameters() {
    return parameters;
  }

  /// See [Ledger#refusal].
  Optional<Rejection> refusal(VerifiedTransaction transaction) {
    Account sender = state.cell(transaction.body().sender()).now();
    return Ledger.refusal(sender, parameters, timestamp, transaction);
  }

  /// Executes a transaction that is not refused: the fee is paid and the nonce used whatever its
  /// operations come to.
  Receipt apply(VerifiedTransaction transaction) {
    TransactionBody body = transaction.body();
    WorkingState.Cell sender = state.cell(body.sender());
    state.set(sender, sender.now().afterFee(body.fee()));
    fees = fees.plus(body.fee()).orElseThrow();
    Receipt receipt = operations.execute(transaction);
    transactions.add(transaction);
    receipts.add(receipt);
    parties.add(operations.parties());
    return receipt;
  }

  /// What the transactions so far did.
  Execution finish() {
    WorkingState.Cell paid = state.cell(payout);
    state.mark();
    // The supply fits 64 bits, so the balance that fees go to does too.
    Account richer = paid.now().withBalance(paid.now().balance().plus(fees).orElseThrow());
    state.set(paid, richer);
    Execution execution = new Execution(transactions, receipts, state.changes(), fees, parties);
    // More transactions may follow: a block being assembled is looked at in between.
    state.rollBack();
    return execution;
  }
}
