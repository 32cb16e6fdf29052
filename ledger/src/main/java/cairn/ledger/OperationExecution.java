package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Executes the operations of one block's transactions. Confined to one thread.
final class OperationExecution {
  private final WorkingState state;
  private final Balances balances;
  private final AssetOperations assets;
  private final RecordOperations records;
  private final EscrowOperations escrows;
  private final LockOperations locks;
  private final Governance governance;
  private final EquivocationReports reports;
  private final Set<PublicKey> parties = new LinkedHashSet<>();

  /// @param parameters those in force for the block
  OperationExecution(WorkingState state, BlockContext block, Parameters parameters) {
    Timestamp now = block.timestamp();
    Validators validators = new Validators(state, parameters.keptEpochs());
    this.state = state;
    this.balances = new Balances(state, parameters.fees().deposit());
    this.assets = new AssetOperations(state, balances);
    this.records = new RecordOperations(state, balances, now);
    this.escrows = new EscrowOperations(state, balances, now, parties::add);
    this.locks = new LockOperations(state, balances, now);
    this.governance = new Governance(state, validators, block.height());
    this.reports =
        new EquivocationReports(state, validators, parameters.removesEquivocators(), now);
  }

  /// All operations, or none of them.
  Receipt execute(VerifiedTransaction transaction) {
    parties.clear();
    List<Operation> operations = transaction.body().operations();
    state.mark();
    for (int i = 0; i < operations.size(); i++) {
      Optional<OperationFailure> failure = execute(transaction, i, operations.get(i));
      if (failure.isPresent()) {
        state.rollBack();
        parties.clear();
        return new Receipt.Failed(i, failure.get());
      }
    }
    return new Receipt.Succeeded();
  }

  /// The accounts that the last transaction's effect concerns and only the state names.
  List<PublicKey> parties() {
    return List.copyOf(parties);
  }

  private Optional<OperationFailure> execute(
      VerifiedTransaction transaction, int place, Operation operation) {
    PublicKey sender = transaction.body().sender();
    return switch (operation) {
      case Operation.Transfer(PublicKey recipient, Amount amount) ->
          transfer(sender, recipient, amount);
      case Operation.TransferAsset transfer -> assets.transfer(sender, transfer);
      case Operation.CreateAsset create -> assets.create(sender, create);
      case Operation.Mint mint -> assets.mint(sender, mint);
      case Operation.Burn burn -> assets.burn(sender, burn);
      case Operation.SetSigners(Signers signers) -> setSigners(sender, signers);
      case Operation.PutRecord put -> records.put(sender, put);
      case Operation.DeleteRecord delete -> records.delete(sender, delete);
      case Operation.OpenEscrow open ->
          escrows.open(sender, EscrowId.of(transaction.id(), place), open);
      case Operation.ClaimEscrow claim -> escrows.claim(sender, claim);
      case Operation.RefundEscrow refund -> escrows.refund(sender, refund);
      case Operation.AcquireLock acquire -> locks.acquire(sender, acquire);
      case Operation.RenewLock renew -> locks.renew(sender, renew);
      case Operation.ReleaseLock release -> locks.release(sender, release);
      case Operation.ApproveChange(Change change) -> governance.approve(sender, change);
      case Operation.ReportEquivocation report -> reports.report(sender, report);
    };
  }

  /// Takes, then gives: sender and recipient may be the same account.
  private Optional<OperationFailure> transfer(
      PublicKey sender, PublicKey recipient, Amount amount) {
    Optional<OperationFailure> missing = balances.take(state.cell(sender), amount);
    return missing.isPresent() ? missing : balances.give(sender, state.cell(recipient), amount);
  }

  private Optional<OperationFailure> setSigners(PublicKey sender, Signers signers) {
    WorkingState.Cell cell = state.cell(sender);
    state.set(cell, cell.now().withSigners(signers));
    return Optional.empty();
  }
}
