package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EscrowOperationsTest {
  private static final Bytes SECRET = Bytes.of(new byte[] {1, 2, 3});
  private static final long FEE = 5_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final OperationBench bench = new OperationBench(Amount.ZERO);

  @Test
  void preimageGivesItToTheRecipientWhoeverBringsIt() {
    EscrowId escrow = open(bench, 10_000);
    assertEquals(1_000_000 - FEE - 700, bench.balance(0));

    bench.succeed(2, new Operation.ClaimEscrow(escrow, SECRET));

    assertEquals(1_000_700, bench.balance(1));
    assertTrue(bench.view().read(new StateKey.Escrow(escrow)).isEmpty());
  }

  @Test
  void preimageIsComparedByPlainSha256() {
    String ofAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    assertEquals(Hash.parse(ofAbc), Hash.plain(new byte[] {'a', 'b', 'c'}));
  }

  @Test
  void wrongPreimageGivesNothing() {
    EscrowId escrow = open(bench, 10_000);

    bench.fail(
        new OperationFailure.WrongPreimage(escrow),
        1,
        new Operation.ClaimEscrow(escrow, Bytes.of(new byte[] {1, 2})));
  }

  @Test
  void itIsClaimedUntilItsDeadlineAndRefundedAfterIt() {
    EscrowId claimed = open(bench, 10_000);
    Timestamp deadline = escrow(claimed).deadline();
    bench.fail(
        new OperationFailure.EscrowNotOver(claimed, deadline),
        0,
        new Operation.RefundEscrow(claimed));

    bench.passMillis(10_000);
    bench.fail(
        new OperationFailure.EscrowOver(claimed, deadline),
        1,
        new Operation.ClaimEscrow(claimed, SECRET));
    long before = bench.balance(0);
    bench.succeed(3, new Operation.RefundEscrow(claimed));

    assertEquals(before + 700, bench.balance(0));
    bench.fail(
        new OperationFailure.EscrowNotFound(claimed), 3, new Operation.RefundEscrow(claimed));
  }

  @Test
  void deadlineItselfIsStillInTime() {
    EscrowId escrow = open(bench, 100);

    bench.succeed(1, new Operation.ClaimEscrow(escrow, SECRET));
  }

  @Test
  void escrowMustEndLaterThanItBegins() {
    Timestamp now = new Timestamp(bench.now().millis());

    bench.fail(
        new OperationFailure.DeadlinePassed(now, now),
        0,
        new Operation.OpenEscrow(bench.address(1), Money.ofNative(Amount.of(700)), lock(), now));
  }

  @Test
  void itHoldsOtherAssetsToo() {
    AssetSymbol symbol = new AssetSymbol("GOLD");
    AssetId gold = AssetId.of(bench.address(0), symbol);
    bench.succeed(
        0,
        new Operation.CreateAsset(symbol, 0),
        new Operation.Mint(gold, bench.address(0), Amount.of(9)));
    bench.succeed(
        0,
        new Operation.OpenEscrow(
            bench.address(1), Money.of(gold, Amount.of(4)), lock(), bench.now().plus(MINUTE)));
    EscrowId escrow = EscrowId.of(bench.lastId(), 0);
    assertEquals(5, bench.held(0, gold));

    bench.succeed(1, new Operation.ClaimEscrow(escrow, SECRET));

    assertEquals(4, bench.held(1, gold));
  }

  @Test
  void nobodySetsAsideMoreThanHeHas() {
    bench.fail(
        new OperationFailure.InsufficientFunds(Amount.of(995_000), Amount.of(995_001)),
        0,
        new Operation.OpenEscrow(
            bench.address(1),
            Money.ofNative(Amount.of(995_001)),
            lock(),
            bench.now().plus(MINUTE)));
  }

  @Test
  void depositGoesBackToTheOpener() {
    OperationBench paid = new OperationBench(Amount.of(1_000));
    EscrowId escrow = open(paid, 10_000);
    assertEquals(1_000_000 - FEE - 700 - 1_000, paid.balance(0));

    paid.succeed(1, new Operation.ClaimEscrow(escrow, SECRET));

    assertEquals(1_000_000 - FEE - 700, paid.balance(0));
    assertEquals(1_000_700 - FEE, paid.balance(1));
  }

  /// 700 base units of account 0 for account 1, until `millis` after the block that opens it.
  private static EscrowId open(OperationBench bench, long millis) {
    Timestamp opened = bench.network.context(1).timestamp();
    bench.succeed(
        0,
        new Operation.OpenEscrow(
            bench.address(1),
            Money.ofNative(Amount.of(700)),
            lock(),
            new Timestamp(opened.millis() + millis)));
    return EscrowId.of(bench.lastId(), 0);
  }

  private Escrow escrow(EscrowId id) {
    Optional<byte[]> entry = bench.view().read(new StateKey.Escrow(id));
    return Escrow.decode(entry.orElseThrow());
  }

  private static Hash lock() {
    return Hash.plain(SECRET.toByteArray());
  }
}
