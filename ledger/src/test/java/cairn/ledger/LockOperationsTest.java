package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LockOperationsTest {
  private static final EntryName NAME = new EntryName("leader of the billing job");
  private static final Duration LEASE = Duration.ofSeconds(1);

  private final OperationBench bench = new OperationBench(Amount.ZERO);
  private final PublicKey owner = bench.address(0);

  @Test
  void ownerMakesItAndThoseAllowedTakeTurns() {
    bench.succeed(0, acquire(1, 2));
    assertEquals(1, lease().token());
    bench.succeed(0, release(1));
    bench.succeed(1, acquire());
    assertEquals(new Lock.Lease(bench.address(1), 2, bench.now().plus(LEASE)), lease());
    bench.fail(new OperationFailure.LockHeld(bench.address(1), lease().until()), 2, acquire());

    bench.succeed(1, release(2));
    bench.succeed(2, acquire());

    assertEquals(3, lease().token());
  }

  @Test
  void onlyTheOwnerMakesALock() {
    bench.fail(new OperationFailure.LockNotFound(owner, NAME), 1, acquire());
  }

  @Test
  void othersMayNotTakeIt() {
    bench.succeed(0, acquire(1));
    bench.succeed(0, release(1));

    bench.fail(new OperationFailure.NotAllowed(owner, NAME), 2, acquire());
  }

  @Test
  void leaseThatIsOverCanBeTakenAndItsTokenIsWorthNothing() {
    bench.succeed(0, acquire(1));
    Timestamp until = lease().until();
    bench.passMillis(900);
    bench.fail(new OperationFailure.LockHeld(owner, until), 1, acquire());

    bench.succeed(1, acquire());

    assertTrue(bench.now().isAfter(until));
    assertEquals(2, lease().token());
    bench.fail(new OperationFailure.NotHolder(owner, NAME, 1), 0, renew(1));
    bench.fail(new OperationFailure.NotHolder(owner, NAME, 1), 0, release(1));
  }

  @Test
  void holderRenewsWithItsTokenAsLongAsTheLeaseLasts() {
    bench.succeed(0, acquire());
    bench.passMillis(800);
    bench.succeed(0, renew(1));
    assertEquals(new Lock.Lease(owner, 1, bench.now().plus(LEASE)), lease());

    bench.passMillis(2_000);

    bench.fail(new OperationFailure.NotHolder(owner, NAME, 1), 0, renew(1));
  }

  @Test
  void neitherAnotherNorAnotherTokenRenewsOrReleases() {
    bench.succeed(0, acquire(1));

    bench.fail(new OperationFailure.NotHolder(owner, NAME, 1), 1, renew(1));
    bench.fail(new OperationFailure.NotHolder(owner, NAME, 1), 1, release(1));
    bench.fail(new OperationFailure.NotHolder(owner, NAME, 2), 0, release(2));
  }

  @Test
  void tokensOfAllLocksComeFromOneCounter() {
    bench.succeed(0, acquire());
    bench.succeed(1, new Operation.AcquireLock(bench.address(1), NAME, LEASE, List.of()));

    Lock second =
        Lock.decode(bench.view().read(new StateKey.Lock(bench.address(1), NAME)).orElseThrow());
    assertEquals(2, second.lease().orElseThrow().token());
  }

  @Test
  void tokenOfAFailedTransactionIsNotUsedUp() {
    bench.fail(
        new OperationFailure.InsufficientFunds(Amount.of(995_000), Amount.of(2_000_000)),
        0,
        acquire(),
        bench.network.pay(1, 2_000_000));

    bench.succeed(0, acquire());

    assertEquals(1, lease().token());
  }

  @Test
  void ownerDeletesItByReleasingWhatNobodyElseMayTake() {
    OperationBench paid = new OperationBench(Amount.of(1_000));
    Operation take = new Operation.AcquireLock(paid.address(0), NAME, LEASE, List.of());
    paid.succeed(0, take);
    assertEquals(1_000_000 - 5_000 - 1_000, paid.balance(0));

    paid.succeed(0, new Operation.ReleaseLock(paid.address(0), NAME, 1));

    assertEquals(1_000_000 - 10_000, paid.balance(0));
    assertTrue(paid.view().read(new StateKey.Lock(paid.address(0), NAME)).isEmpty());
  }

  @Test
  void onlyTheOwnerSaysWhoMayTakeIt() {
    TransactionBody body =
        bench.network.body(
            1, 0, new Operation.AcquireLock(owner, NAME, LEASE, List.of(bench.address(1))));

    TransactionVerifier.Result result =
        bench.network.verifier().verify(bench.network.signed(body, bench.network.account(1)));

    assertInstanceOf(Rejection.Malformed.class, result);
  }

  private Operation acquire(int... allowed) {
    List<PublicKey> keys = IntStream.of(allowed).mapToObj(bench::address).sorted().toList();
    return new Operation.AcquireLock(owner, NAME, LEASE, keys);
  }

  private Operation renew(long token) {
    return new Operation.RenewLock(owner, NAME, token, LEASE);
  }

  private Operation release(long token) {
    return new Operation.ReleaseLock(owner, NAME, token);
  }

  private Lock.Lease lease() {
    Optional<byte[]> entry = bench.view().read(new StateKey.Lock(owner, NAME));
    return Lock.decode(entry.orElseThrow()).lease().orElseThrow();
  }
}
