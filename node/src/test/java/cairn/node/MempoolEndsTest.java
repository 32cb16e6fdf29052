package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.Rejection;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionStatus;
import cairn.ledger.VerifiedTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What final blocks decide of the transactions that the mempool let go before.
class MempoolEndsTest {
  private static final Account MILLION = new Account(0, Amount.of(1_000_000));

  private final TestLedger ledger = new TestLedger();
  private final Map<PublicKey, Account> accounts = new HashMap<>();
  private final Mempool mempool =
      new Mempool(
          MempoolLimits.DEFAULT,
          ledger.clock,
          ledger.genesisChange(),
          key -> accounts.getOrDefault(key, MILLION),
          _ -> {});

  private VerifiedTransaction letGo(VerifiedTransaction payment) {
    mempool.admit(payment, Mempool.Origin.SUBMITTER);
    mempool.refuse(
        payment.id(), new Rejection.Expired(payment.body().validUntil(), ledger.validUntil(0)));
    assertInstanceOf(
        TransactionStatus.NotAccepted.class, mempool.status(payment.id()).orElseThrow());
    return payment;
  }

  private Mempool.FinalChange blockAt(Timestamp time) {
    return new Mempool.FinalChange(
        new Height(1), time, Set.of(), Map.of(), ledger.network.genesis().parameters());
  }

  @Test
  void aFinalBlockPastItsValidUntilEndsATransactionThatWasLetGo() {
    VerifiedTransaction payment = letGo(ledger.pay(0, 4));
    accounts.put(ledger.key(0), new Account(3, Amount.of(1)));
    Timestamp past = new Timestamp(payment.body().validUntil().millis() + 1);

    List<Mempool.Ended> ended = mempool.applied(blockAt(past));

    TransactionStatus expired = new TransactionStatus.Expired(new Height(1), past, 3);
    assertEquals(List.of(new Mempool.Ended(payment.id(), expired)), ended);
    assertEquals(Optional.of(expired), mempool.status(payment.id()));
    assertEquals(List.of(), mempool.applied(blockAt(past)));
  }

  @Test
  void aFinalBlockAtItsValidUntilDecidesNothing() {
    VerifiedTransaction payment = letGo(ledger.pay(0, 0));

    List<Mempool.Ended> ended = mempool.applied(blockAt(payment.body().validUntil()));

    assertEquals(List.of(), ended);
    assertInstanceOf(
        TransactionStatus.NotAccepted.class, mempool.status(payment.id()).orElseThrow());
  }

  @Test
  void anotherTransactionThatTakesTheNonceEndsOneThatWasReplaced() {
    VerifiedTransaction old = ledger.pay(0, 0);
    VerifiedTransaction dearer = ledger.pay(0, 0, 9_000, 1);
    mempool.admit(old, Mempool.Origin.SUBMITTER);
    mempool.admit(dearer, Mempool.Origin.SUBMITTER);

    List<Mempool.Ended> ended =
        mempool.applied(
            ledger.block(Set.of(dearer.id()), Map.of(ledger.key(0), new Account(1, Amount.of(1)))));

    TransactionStatus taken =
        new TransactionStatus.Rejected(new TransactionStatus.Reason.NonceTaken(1, new Height(1)));
    assertEquals(List.of(new Mempool.Ended(old.id(), taken)), ended);
    assertEquals(Optional.of(taken), mempool.status(old.id()));
  }

  @Test
  void aFinalBlockThatHasATransactionThatWasLetGoIsNotItsRejection() {
    VerifiedTransaction payment = letGo(ledger.pay(0, 0));

    List<Mempool.Ended> ended =
        mempool.applied(
            ledger.block(
                Set.of(payment.id()), Map.of(ledger.key(0), new Account(1, Amount.of(1)))));

    assertEquals(List.of(), ended);
    assertEquals(Optional.empty(), mempool.status(payment.id()));
  }
}
