package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssetOperationsTest {
  private static final AssetSymbol GOLD = new AssetSymbol("GOLD");

  private final OperationBench bench = new OperationBench(Amount.ZERO);
  private final AssetId gold = AssetId.of(bench.address(0), GOLD);
  private final Operation create = new Operation.CreateAsset(GOLD, 2);

  @Test
  void issuerMintsAndHoldersMoveAndBurn() {
    bench.succeed(0, create, mint(1, 500));
    bench.succeed(1, new Operation.TransferAsset(gold, bench.address(2), Amount.of(200)));
    bench.succeed(2, new Operation.Burn(gold, Amount.of(50)));

    assertEquals(300, bench.held(1, gold));
    assertEquals(150, bench.held(2, gold));
    assertEquals(
        new Asset(bench.address(0), GOLD, 2, Amount.of(450), Optional.empty()),
        Asset.decode(bench.view().read(new StateKey.Asset(gold)).orElseThrow()));
  }

  @Test
  void recipientNeedsNoAccount() {
    bench.succeed(0, create, mint(50, 7));

    assertEquals(7, bench.held(50, gold));
    assertTrue(bench.view().read(StateKey.account(bench.address(50))).isEmpty());
  }

  @Test
  void holdingThatBecomesEmptyIsNoEntryAnyMore() {
    bench.succeed(0, create, mint(1, 500));

    bench.succeed(1, new Operation.TransferAsset(gold, bench.address(2), Amount.of(500)));

    assertTrue(bench.view().read(new StateKey.Holding(bench.address(1), gold)).isEmpty());
  }

  @Test
  void movingToOneselfChangesNothing() {
    bench.succeed(0, create, mint(1, 500));

    bench.succeed(1, new Operation.TransferAsset(gold, bench.address(1), Amount.of(500)));

    assertEquals(500, bench.held(1, gold));
  }

  @Test
  void issuerHasOneAssetASymbolAndOthersMayUseTheSymbolToo() {
    bench.succeed(0, create);

    bench.fail(new OperationFailure.AssetExists(gold), 0, create);
    bench.succeed(1, create);
  }

  @Test
  void onlyTheIssuerMints() {
    bench.fail(new OperationFailure.AssetNotFound(gold), 0, mint(1, 5));
    bench.succeed(0, create);

    bench.fail(new OperationFailure.NotIssuer(gold), 1, mint(1, 5));
  }

  @Test
  void nobodyMovesOrBurnsMoreThanHeHas() {
    bench.succeed(0, create, mint(1, 10));

    bench.fail(
        new OperationFailure.InsufficientAsset(gold, Amount.of(10), Amount.of(11)),
        1,
        new Operation.TransferAsset(gold, bench.address(2), Amount.of(11)));
    bench.fail(
        new OperationFailure.InsufficientAsset(gold, Amount.ZERO, Amount.of(1)),
        2,
        new Operation.Burn(gold, Amount.of(1)));
  }

  @Test
  void supplyStaysWithin64Bits() {
    bench.succeed(0, create, new Operation.Mint(gold, bench.address(1), Amount.MAX));

    bench.fail(new OperationFailure.SupplyOverflow(gold), 0, mint(2, 1));
  }

  @Test
  void depositOfAHoldingGoesBackToWhoPaidIt() {
    OperationBench paid = new OperationBench(Amount.of(1_000));
    AssetId id = AssetId.of(paid.address(0), GOLD);
    long fee = 5_000;

    paid.succeed(0, create, new Operation.Mint(id, paid.address(1), Amount.of(5)));
    assertEquals(1_000_000 - fee - 2_000, paid.balance(0));

    paid.succeed(1, new Operation.Burn(id, Amount.of(5)));
    assertEquals(1_000_000 - fee - 1_000, paid.balance(0));
    assertEquals(1_000_000 - fee, paid.balance(1));
  }

  private Operation mint(int to, long units) {
    return new Operation.Mint(gold, bench.address(to), Amount.of(units));
  }
}
