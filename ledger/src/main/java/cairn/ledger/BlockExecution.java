package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A block's transactions being executed, one after the other, on the state after its parent.
///
/// Confined to one thread; good for one block. The fees go to the proposer's payout account when
/// the block is done, so that they cannot be spent in the block that pays them.
final class BlockExecution {
  private final LedgerView parent;
  private final BlockContext context;
  private final Parameters parameters;

  // For lookups only: what comes out is sorted first.
  private final Map<PublicKey, Account> before = new HashMap<>();
  private final Map<PublicKey, Account> now = new HashMap<>();

  private final List<VerifiedTransaction> transactions = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private Amount fees = Amount.ZERO;

  BlockExecution(LedgerView parent, BlockContext context) {
    this.parent = parent;
    this.context = context;
    this.parameters = parent.parameters();
  }

  Parameters parameters() {
    return parameters;
  }

  /// See [Ledger#refusal].
  Optional<Rejection> refusal(VerifiedTransaction transaction) {
    TransactionBody body = transaction.body();
    return Ledger.refusal(account(body.sender()), parameters, context.timestamp(), transaction);
  }

  /// Executes a transaction that is not refused: the fee is paid and the nonce used whatever its
  /// operations come to.
  Receipt apply(VerifiedTransaction transaction) {
    TransactionBody body = transaction.body();
    Account sender = account(body.sender());
    Amount left = sender.balance().minus(body.fee()).orElseThrow();
    now.put(body.sender(), new Account(Math.addExact(sender.nonce(), 1), left));
    fees = fees.plus(body.fee()).orElseThrow();
    Receipt receipt = operate(body);
    transactions.add(transaction);
    receipts.add(receipt);
    return receipt;
  }

  Execution finish() {
    payFees();
    SortedMap<StateKey, Optional<byte[]>> changes = new TreeMap<>();
    now.forEach((key, account) -> {
      if (!account.equals(before.get(key))) {
        changes.put(StateKey.account(key), Optional.of(account.encoded()));
      }
    });
    return new Execution(transactions, receipts, changes, fees);
  }

  private Receipt operate(TransactionBody body) {
    Map<PublicKey, Account> undo = new HashMap<>();
    for (int i = 0; i < body.operations().size(); i++) {
      Optional<OperationFailure> failure =
          switch (body.operations().get(i)) {
            case Operation.Transfer transfer -> transfer(body.sender(), transfer, undo);
          };
      if (failure.isPresent()) {
        now.putAll(undo);
        return new Receipt.Failed(i, failure.get());
      }
    }
    return new Receipt.Succeeded();
  }

  private Optional<OperationFailure> transfer(
      PublicKey sender, Operation.Transfer transfer, Map<PublicKey, Account> undo) {
    Account from = account(sender);
    Optional<Amount> left = from.balance().minus(transfer.amount());
    if (left.isEmpty()) {
      return Optional.of(new OperationFailure.InsufficientFunds(from.balance(), transfer.amount()));
    }
    change(sender, new Account(from.nonce(), left.get()), undo);
    Account to = account(transfer.recipient());
    Optional<Amount> sum = to.balance().plus(transfer.amount());
    if (sum.isEmpty()) {
      return Optional.of(new OperationFailure.BalanceOverflow(transfer.recipient()));
    }
    change(transfer.recipient(), new Account(to.nonce(), sum.get()), undo);
    return Optional.empty();
  }

  private void change(PublicKey key, Account account, Map<PublicKey, Account> undo) {
    undo.putIfAbsent(key, account(key));
    now.put(key, account);
  }

  /// The supply fits 64 bits, so a balance that fees go to cannot overflow.
  private void payFees() {
    if (fees.isZero()) {
      return;
    }
    PublicKey payout =
        parent.roster().find(context.proposer()).map(ValidatorEntry::operator).orElseThrow();
    Account account = account(payout);
    now.put(payout, new Account(account.nonce(), account.balance().plus(fees).orElseThrow()));
  }

  private Account account(PublicKey key) {
    Account known = now.get(key);
    if (known == null) {
      known = parent.account(key);
      before.put(key, known);
      now.put(key, known);
    }
    return known;
  }
}
