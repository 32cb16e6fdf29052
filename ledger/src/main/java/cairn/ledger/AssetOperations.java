package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.Optional;

/// Assets besides the native one. Confined to one thread.
final class AssetOperations {
  private final WorkingState state;
  private final Balances balances;

  AssetOperations(WorkingState state, Balances balances) {
    this.state = state;
    this.balances = balances;
  }

  Optional<OperationFailure> transfer(PublicKey sender, Operation.TransferAsset transfer) {
    Money money = Money.of(transfer.asset(), transfer.amount());
    return balances
        .take(sender, money)
        .or(() -> balances.give(sender, transfer.recipient(), money));
  }

  Optional<OperationFailure> create(PublicKey sender, Operation.CreateAsset create) {
    AssetId id = AssetId.of(sender, create.symbol());
    StateKey key = new StateKey.Asset(id);
    if (state.read(key).isPresent()) {
      return Optional.of(new OperationFailure.AssetExists(id));
    }
    Asset asset =
        new Asset(
            sender, create.symbol(), create.decimals(), Amount.ZERO, balances.depositOf(sender));
    state.set(key, Optional.of(asset.encoded()));
    return balances.reserve(sender);
  }

  Optional<OperationFailure> mint(PublicKey sender, Operation.Mint mint) {
    StateKey key = new StateKey.Asset(mint.asset());
    Optional<Asset> asset = state.read(key).map(Asset::decode);
    if (asset.isEmpty()) {
      return Optional.of(new OperationFailure.AssetNotFound(mint.asset()));
    }
    if (!asset.get().issuer().equals(sender)) {
      return Optional.of(new OperationFailure.NotIssuer(mint.asset()));
    }
    Optional<Amount> supply = asset.get().supply().plus(mint.amount());
    if (supply.isEmpty()) {
      return Optional.of(new OperationFailure.SupplyOverflow(mint.asset()));
    }
    state.set(key, Optional.of(asset.get().withSupply(supply.get()).encoded()));
    return balances.give(sender, mint.recipient(), Money.of(mint.asset(), mint.amount()));
  }

  Optional<OperationFailure> burn(PublicKey sender, Operation.Burn burn) {
    Optional<OperationFailure> missing =
        balances.take(sender, Money.of(burn.asset(), burn.amount()));
    if (missing.isPresent()) {
      return missing;
    }
    StateKey key = new StateKey.Asset(burn.asset());
    Asset asset = Asset.decode(state.read(key).orElseThrow());
    Amount supply = asset.supply().minus(burn.amount()).orElseThrow();
    state.set(key, Optional.of(asset.withSupply(supply).encoded()));
    return Optional.empty();
  }
}
