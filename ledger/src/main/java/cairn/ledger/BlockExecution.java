package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A block's transactions being executed, one after the other, on the state after its parent.
///
/// Confined to one thread; good for one block. The fees go to the proposer's payout account when
/// the block is done, so that they cannot be spent in the block that pays them.
final class BlockExecution {
  /// An account that this block has looked at.
  private static final class Cell {
    final PublicKey key;
    final Account before;
    Account now;

    Cell(PublicKey key, Account before) {
      this.key = key;
      this.before = before;
      this.now = before;
    }
  }

  /// What a cell held before an operation changed it.
  private record Undo(Cell cell, Account was) {}

  private final LedgerView parent;
  private final Timestamp timestamp;
  private final PublicKey payout;
  private final Parameters parameters;

  // The map is for lookups only; the list has the same cells in the order of their first use.
  private final Map<PublicKey, Cell> cells = new HashMap<>();
  private final List<Cell> touched = new ArrayList<>();

  private final List<VerifiedTransaction> transactions = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private Amount fees = Amount.ZERO;

  /// @param payout the account that the fees go to
  BlockExecution(LedgerView parent, Timestamp timestamp, PublicKey payout) {
    this.parent = parent;
    this.timestamp = timestamp;
    this.payout = payout;
    this.parameters = parent.parameters();
  }

  Parameters parameters() {
    return parameters;
  }

  /// See [Ledger#refusal].
  Optional<Rejection> refusal(VerifiedTransaction transaction) {
    Account sender = cell(transaction.body().sender()).now;
    return Ledger.refusal(sender, parameters, timestamp, transaction);
  }

  /// Executes a transaction that is not refused: the fee is paid and the nonce used whatever its
  /// operations come to.
  Receipt apply(VerifiedTransaction transaction) {
    TransactionBody body = transaction.body();
    Cell sender = cell(body.sender());
    Amount left = sender.now.balance().minus(body.fee()).orElseThrow();
    sender.now = new Account(Math.addExact(sender.now.nonce(), 1), left);
    fees = fees.plus(body.fee()).orElseThrow();
    Receipt receipt = operate(sender, body.operations());
    transactions.add(transaction);
    receipts.add(receipt);
    return receipt;
  }

  /// What the transactions so far did.
  Execution finish() {
    Cell paid = cell(payout);
    // The supply fits 64 bits, so the balance that fees go to does too.
    Account afterFees = new Account(paid.now.nonce(), paid.now.balance().plus(fees).orElseThrow());
    List<Cell> sorted = new ArrayList<>(touched);
    sorted.sort(Comparator.comparing(cell -> cell.key));
    SequencedMap<StateKey, Optional<byte[]>> changes =
        LinkedHashMap.newLinkedHashMap(sorted.size());
    for (Cell cell : sorted) {
      Account now = cell == paid ? afterFees : cell.now;
      if (!now.equals(cell.before)) {
        changes.put(StateKey.account(cell.key), Optional.of(now.encoded()));
      }
    }
    return new Execution(transactions, receipts, changes, fees);
  }

  /// All operations, or none of them.
  private Receipt operate(Cell sender, List<Operation> operations) {
    List<Undo> undo = new ArrayList<>(2 * operations.size());
    for (int i = 0; i < operations.size(); i++) {
      Optional<OperationFailure> failure =
          switch (operations.get(i)) {
            case Operation.Transfer(PublicKey recipient, Amount amount) ->
                transfer(sender, cell(recipient), amount, undo);
          };
      if (failure.isPresent()) {
        for (Undo step : undo.reversed()) {
          step.cell().now = step.was();
        }
        return new Receipt.Failed(i, failure.get());
      }
    }
    return new Receipt.Succeeded();
  }

  /// Takes, then gives: sender and recipient may be the same account.
  private static Optional<OperationFailure> transfer(
      Cell from, Cell to, Amount amount, List<Undo> undo) {
    Optional<Amount> left = from.now.balance().minus(amount);
    if (left.isEmpty()) {
      return Optional.of(new OperationFailure.InsufficientFunds(from.now.balance(), amount));
    }
    change(from, left.get(), undo);
    Optional<Amount> sum = to.now.balance().plus(amount);
    if (sum.isEmpty()) {
      return Optional.of(new OperationFailure.BalanceOverflow(to.key));
    }
    change(to, sum.get(), undo);
    return Optional.empty();
  }

  private static void change(Cell cell, Amount balance, List<Undo> undo) {
    undo.add(new Undo(cell, cell.now));
    cell.now = new Account(cell.now.nonce(), balance);
  }

  private Cell cell(PublicKey key) {
    Cell known = cells.get(key);
    if (known == null) {
      known = new Cell(key, parent.account(key));
      cells.put(key, known);
      touched.add(known);
    }
    return known;
  }
}
