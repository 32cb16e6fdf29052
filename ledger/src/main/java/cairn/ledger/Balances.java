package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.Optional;

/// Moves money between accounts, holdings, escrows and deposits. Confined to one thread; each call
/// that fails leaves things half done, to be rolled back.
final class Balances {
  private final WorkingState state;
  private final Amount deposit;

  /// @param deposit what a new entry reserves
  Balances(WorkingState state, Amount deposit) {
    this.state = state;
    this.deposit = deposit;
  }

  Optional<OperationFailure> take(PublicKey from, Money money) {
    return money.asset().isEmpty()
        ? take(state.cell(from), money.amount())
        : takeAsset(from, money.asset().get(), money.amount());
  }

  /// @param payer whom a new entry's deposit is taken from
  Optional<OperationFailure> give(PublicKey payer, PublicKey to, Money money) {
    return money.asset().isEmpty()
        ? give(payer, state.cell(to), money.amount())
        : giveAsset(payer, to, money.asset().get(), money.amount());
  }

  Optional<OperationFailure> take(WorkingState.Cell from, Amount amount) {
    Account account = from.now();
    Optional<Amount> left = account.balance().minus(amount);
    if (left.isEmpty()) {
      return Optional.of(new OperationFailure.InsufficientFunds(account.balance(), amount));
    }
    state.set(from, account.withBalance(left.get()));
    return Optional.empty();
  }

  Optional<OperationFailure> give(PublicKey payer, WorkingState.Cell to, Amount amount) {
    if (!deposit.isZero() && to.isNew()) {
      Optional<OperationFailure> unpaid = take(state.cell(payer), deposit);
      if (unpaid.isPresent()) {
        return unpaid;
      }
      state.set(to, to.now().withDeposit(new Deposit(payer, deposit)));
    }
    Account account = to.now();
    Optional<Amount> sum = account.balance().plus(amount);
    if (sum.isEmpty()) {
      return Optional.of(new OperationFailure.BalanceOverflow(to.key));
    }
    state.set(to, account.withBalance(sum.get()));
    return Optional.empty();
  }

  /// What a new entry of `payer`'s has as its deposit; [#reserve] takes it.
  Optional<Deposit> depositOf(PublicKey payer) {
    return deposit.isZero() ? Optional.empty() : Optional.of(new Deposit(payer, deposit));
  }

  Optional<OperationFailure> reserve(PublicKey payer) {
    return deposit.isZero() ? Optional.empty() : take(state.cell(payer), deposit);
  }

  /// Gives a deleted entry's deposit back. No balance can overflow by it: it was part of one.
  void release(Optional<Deposit> reserved) {
    reserved.ifPresent(given -> {
      WorkingState.Cell payer = state.cell(given.payer());
      Account account = payer.now();
      state.set(payer, account.withBalance(account.balance().plus(given.amount()).orElseThrow()));
    });
  }

  private Optional<OperationFailure> takeAsset(PublicKey from, AssetId asset, Amount amount) {
    StateKey key = new StateKey.Holding(from, asset);
    Optional<Holding> holding = state.read(key).map(Holding::decode);
    Amount held = holding.map(Holding::amount).orElse(Amount.ZERO);
    Optional<Amount> left = held.minus(amount);
    if (holding.isEmpty() || left.isEmpty()) {
      return Optional.of(new OperationFailure.InsufficientAsset(asset, held, amount));
    }
    if (left.get().isZero()) {
      state.set(key, Optional.empty());
      release(holding.get().deposit());
    } else {
      state.set(key, Optional.of(new Holding(left.get(), holding.get().deposit()).encoded()));
    }
    return Optional.empty();
  }

  /// The asset's supply bounds all holdings, so none can overflow.
  private Optional<OperationFailure> giveAsset(
      PublicKey payer, PublicKey to, AssetId asset, Amount amount) {
    StateKey key = new StateKey.Holding(to, asset);
    Optional<Holding> holding = state.read(key).map(Holding::decode);
    if (holding.isEmpty()) {
      state.set(key, Optional.of(new Holding(amount, depositOf(payer)).encoded()));
      return reserve(payer);
    }
    Amount sum = holding.get().amount().plus(amount).orElseThrow();
    state.set(key, Optional.of(new Holding(sum, holding.get().deposit()).encoded()));
    return Optional.empty();
  }
}
