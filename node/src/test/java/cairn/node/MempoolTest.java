package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.Operation;
import cairn.ledger.Protocol;
import cairn.ledger.Rejection;
import cairn.ledger.RejectionCode;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionStatus;
import cairn.ledger.VerifiedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of the mempool, each as a claim.
class MempoolTest {
  private static final Account MILLION = new Account(0, Amount.of(1_000_000));

  private final TestLedger ledger = new TestLedger();
  private final Map<PublicKey, Account> accounts = new HashMap<>();
  private final List<Boolean> due = new ArrayList<>();
  private final Mempool mempool = mempool(MempoolLimits.DEFAULT);

  private Mempool mempool(MempoolLimits limits) {
    return new Mempool(
        limits,
        ledger.clock,
        ledger.genesisChange(),
        key -> accounts.getOrDefault(key, MILLION),
        due::add);
  }

  private void assertAdded(Mempool to, VerifiedTransaction transaction) {
    assertInstanceOf(
        Mempool.Admission.Added.class, to.admit(transaction, Mempool.Origin.SUBMITTER));
  }

  private void assertRefused(RejectionCode code, Mempool by, VerifiedTransaction transaction) {
    Mempool.Admission admission = by.admit(transaction, Mempool.Origin.SUBMITTER);
    assertEquals(
        code, assertInstanceOf(Mempool.Admission.Refused.class, admission).reason().code());
  }

  private List<VerifiedTransaction> candidates() {
    return mempool.candidates(_ -> false, 1_000, 1_000_000).transactions();
  }

  @Test
  void givesEachSendersTransactionsInTheOrderOfNonces() {
    VerifiedTransaction second = ledger.pay(0, 1, 9_000, 1);
    VerifiedTransaction first = ledger.pay(0, 0);
    VerifiedTransaction other = ledger.pay(1, 0, 5_000, 1);

    assertAdded(mempool, second);
    assertAdded(mempool, first);
    assertAdded(mempool, other);

    assertEquals(List.of(other, first, second), candidates());
  }

  @Test
  void holdsWhatIsBehindAGapUntilTheGapIsFilled() {
    VerifiedTransaction third = ledger.pay(0, 2);
    assertAdded(mempool, third);
    assertAdded(mempool, ledger.pay(0, 0));

    assertEquals(1, candidates().size());
    assertEquals(1, mempool.sizes().held());
    assertEquals(Optional.of(1L), mempool.nextNonce(ledger.key(0)));

    assertAdded(mempool, ledger.pay(0, 1));

    assertEquals(3, candidates().size());
    assertEquals(0, mempool.sizes().held());
    assertEquals(Optional.of(3L), mempool.nextNonce(ledger.key(0)));
  }

  @Test
  void refusesANonceFarAboveTheFirstOneMissing() {
    assertAdded(mempool, ledger.pay(0, MempoolRules.MAX_GAP));
    assertRefused(RejectionCode.NONCE_GAP, mempool, ledger.pay(0, MempoolRules.MAX_GAP + 1));
  }

  @Test
  void refusesANonceThatIsUsed() {
    accounts.put(ledger.key(0), new Account(3, Amount.of(1_000_000)));

    assertRefused(RejectionCode.NONCE_TOO_LOW, mempool, ledger.pay(0, 2));
    assertAdded(mempool, ledger.pay(0, 3));
  }

  @Test
  void refusesAFeeBelowTheLeast() {
    assertRefused(RejectionCode.FEE_TOO_LOW, mempool, ledger.pay(0, 0, 10, 1));
  }

  @Test
  void refusesWhatHasExpiredOrIsValidTooLong() {
    assertRefused(
        RejectionCode.EXPIRED,
        mempool,
        ledger.pay(0, 0, TestLedger.FEE, 1, new Timestamp(ledger.clock.wallMillis() - 1)));
    assertRefused(
        RejectionCode.VALID_UNTIL_TOO_FAR,
        mempool,
        ledger.pay(
            0, 0, TestLedger.FEE, 1, ledger.validUntil(Duration.ofHours(24).toMillis() + 1)));
  }

  @Test
  void refusesSignersThatAreNotTheAccounts() {
    TransactionBody body =
        new TransactionBody(
            Protocol.VERSION_1,
            ledger.key(0),
            0,
            Amount.of(TestLedger.FEE),
            ledger.validUntil(1_000),
            "",
            List.of(new Operation.Transfer(ledger.key(1), Amount.of(1))));

    assertRefused(
        RejectionCode.WRONG_SIGNERS, mempool, ledger.verified(body, ledger.network.account(1)));
  }

  @Test
  void reservesTheFeesOfAllThatWaits() {
    accounts.put(ledger.key(0), new Account(0, Amount.of(2 * TestLedger.FEE + 10)));

    assertAdded(mempool, ledger.pay(0, 0));
    assertAdded(mempool, ledger.pay(0, 1));
    assertRefused(RejectionCode.INSUFFICIENT_FUNDS, mempool, ledger.pay(0, 2));
  }

  @Test
  void tellsTheSubmitterThatTheAmountCannotBePaidButTakesItFromAPeer() {
    VerifiedTransaction tooMuch = ledger.pay(0, 0, TestLedger.FEE, 1_000_000);

    assertRefused(RejectionCode.INSUFFICIENT_FUNDS, mempool, tooMuch);
    assertInstanceOf(Mempool.Admission.Added.class, mempool.admit(tooMuch, Mempool.Origin.PEER));
  }

  @Test
  void replacesOnlyForATenPercentHigherFee() {
    VerifiedTransaction old = ledger.pay(0, 0, 1_001, 1);
    assertAdded(mempool, old);

    assertRefused(RejectionCode.REPLACEMENT_FEE_TOO_LOW, mempool, ledger.pay(0, 0, 1_101, 2));
    VerifiedTransaction dearer = ledger.pay(0, 0, 1_102, 2);
    assertAdded(mempool, dearer);

    assertEquals(List.of(dearer), candidates());
    TransactionStatus.NotAccepted status =
        assertInstanceOf(
            TransactionStatus.NotAccepted.class, mempool.status(old.id()).orElseThrow());
    assertEquals(new Rejection.Replaced(dearer.id()), status.why());
  }

  @Test
  void knowsTheSamePaymentAgain() {
    VerifiedTransaction payment = ledger.pay(0, 0);
    assertAdded(mempool, payment);

    assertInstanceOf(
        Mempool.Admission.Known.class, mempool.admit(payment, Mempool.Origin.SUBMITTER));
    assertEquals(1, mempool.sizes().transactions());
  }

  @Test
  void limitsHowManyOneSenderMayHaveWaiting() {
    Mempool small = mempool(new MempoolLimits(100, 1 << 20, 2));
    assertAdded(small, ledger.pay(0, 0));
    assertAdded(small, ledger.pay(0, 1));

    assertRefused(RejectionCode.SENDER_LIMIT, small, ledger.pay(0, 2));
    assertAdded(small, ledger.pay(1, 0));
  }

  @Test
  void evictsTheCheapestWhenItIsFullAndSaysSo() {
    Mempool small = mempool(new MempoolLimits(2, 1 << 20, 10));
    VerifiedTransaction cheap = ledger.pay(0, 0, 1_000, 1);
    assertAdded(small, cheap);
    assertAdded(small, ledger.pay(1, 0, 2_000, 1));

    assertRefused(RejectionCode.MEMPOOL_FULL, small, ledger.pay(2, 0, 1_000, 1));
    assertAdded(small, ledger.pay(2, 0, 1_500, 1));

    assertEquals(2, small.sizes().transactions());
    TransactionStatus.NotAccepted gone =
        assertInstanceOf(
            TransactionStatus.NotAccepted.class, small.status(cheap.id()).orElseThrow());
    Rejection.Evicted evicted = assertInstanceOf(Rejection.Evicted.class, gone.why());
    assertTrue(Amount.of(1_000).isLessThan(evicted.leastFee()));
  }

  @Test
  void takesATransactionThatOffersTheFeeItAskedFor() {
    Mempool small = mempool(new MempoolLimits(1, 1 << 20, 10));
    assertAdded(small, ledger.pay(0, 0, 1_000, 1));
    Mempool.Admission full = small.admit(ledger.pay(1, 0, 1_000, 1), Mempool.Origin.SUBMITTER);
    Rejection.MempoolFull reason =
        assertInstanceOf(
            Rejection.MempoolFull.class,
            assertInstanceOf(Mempool.Admission.Refused.class, full).reason());

    assertAdded(small, ledger.pay(1, 0, reason.leastFee().units(), 1));
  }

  @Test
  void leavesNoGapWhenItEvicts() {
    Mempool small = mempool(new MempoolLimits(3, 1 << 20, 10));
    VerifiedTransaction first = ledger.pay(0, 0, 1_000, 1);
    VerifiedTransaction second = ledger.pay(0, 1, 1_200, 1);
    assertAdded(small, first);
    assertAdded(small, second);
    assertAdded(small, ledger.pay(1, 0, 3_000, 1));

    assertAdded(small, ledger.pay(2, 0, 3_000, 1));

    assertInstanceOf(TransactionStatus.Pending.class, small.status(first.id()).orElseThrow());
    assertInstanceOf(TransactionStatus.NotAccepted.class, small.status(second.id()).orElseThrow());
    assertEquals(0, small.sizes().held());
  }

  @Test
  void dropsWhatABlockIncludedAndEndsWhatLostItsNonce() {
    VerifiedTransaction included = ledger.pay(0, 0);
    VerifiedTransaction next = ledger.pay(0, 1);
    VerifiedTransaction loser = ledger.pay(1, 0);
    assertAdded(mempool, included);
    assertAdded(mempool, next);
    assertAdded(mempool, loser);

    List<Mempool.Ended> ended =
        mempool.applied(
            ledger.block(
                Set.of(included.id()),
                Map.of(
                    ledger.key(0), new Account(1, Amount.of(900_000)),
                    ledger.key(1), new Account(1, Amount.of(900_000)))));

    assertEquals(List.of(next), candidates());
    assertEquals(List.of(loser.id()), ended.stream().map(Mempool.Ended::id).toList());
    TransactionStatus.Rejected end =
        assertInstanceOf(TransactionStatus.Rejected.class, ended.getFirst().end());
    assertInstanceOf(TransactionStatus.Reason.NonceTaken.class, end.reason());
    assertEquals(Optional.of(end), mempool.status(loser.id()));
    assertTrue(mempool.status(included.id()).isEmpty());
  }

  @Test
  void expiresWhatABlocksTimeIsPast() {
    VerifiedTransaction brief = ledger.pay(0, 0, TestLedger.FEE, 1, ledger.validUntil(500));
    VerifiedTransaction behind = ledger.pay(0, 1);
    assertAdded(mempool, brief);
    assertAdded(mempool, behind);
    ledger.clock.advance(Duration.ofMillis(501));

    List<Mempool.Ended> ended = mempool.applied(ledger.block(Set.of(), Map.of()));

    assertEquals(brief.id(), ended.getFirst().id());
    assertInstanceOf(TransactionStatus.Expired.class, ended.getFirst().end());
    assertEquals(1, mempool.sizes().held());
    assertEquals(List.of(), candidates());
  }

  @Test
  void letsGoWhatTheAccountCanNoLongerPayTheFeesOf() {
    VerifiedTransaction first = ledger.pay(0, 0);
    VerifiedTransaction second = ledger.pay(0, 1);
    assertAdded(mempool, first);
    assertAdded(mempool, second);

    mempool.applied(
        ledger.block(Set.of(), Map.of(ledger.key(0), new Account(0, Amount.of(TestLedger.FEE)))));

    assertEquals(List.of(first), candidates());
    TransactionStatus.NotAccepted gone =
        assertInstanceOf(
            TransactionStatus.NotAccepted.class, mempool.status(second.id()).orElseThrow());
    assertEquals(RejectionCode.INSUFFICIENT_FUNDS, gone.why().code());
  }

  @Test
  void looksAgainAtAnAccountThatABlockChangedWhileItWasRead() {
    List<Integer> reads = new ArrayList<>();
    Mempool[] racing = new Mempool[1];
    racing[0] =
        new Mempool(
            MempoolLimits.DEFAULT,
            ledger.clock,
            ledger.genesisChange(),
            key -> {
              reads.add(1);
              if (reads.size() == 1) {
                racing[0].applied(
                    ledger.block(
                        Set.of(), Map.of(ledger.key(0), new Account(1, MILLION.balance()))));
                return MILLION;
              }
              return new Account(1, MILLION.balance());
            },
            due::add);

    assertRefused(RejectionCode.NONCE_TOO_LOW, racing[0], ledger.pay(0, 0));
    assertEquals(2, reads.size());
  }

  @Test
  void findsTransactionsByTheirShortIds() {
    VerifiedTransaction payment = ledger.pay(0, 0);
    assertAdded(mempool, payment);
    long shortId = ShortIds.of(payment.transaction().hash());

    assertEquals(
        List.of(Optional.of(payment), Optional.empty()),
        mempool.find(new long[] {shortId, shortId + 1}));
  }

  /// Whatever happens, the counters agree with what a naive look at the candidates finds.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepsItsCountersInStepWithWhatWaits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Mempool small = mempool(new MempoolLimits(25, 1 << 20, 8));
    long[] nonces = new long[6];
    Set<VerifiedTransaction> offered = new HashSet<>();
    for (int step = 0; step < 400; step++) {
      int from = random.nextInt(6);
      if (random.nextInt(8) > 0) {
        VerifiedTransaction payment =
            ledger.pay(from, nonces[from] + random.nextInt(5), 1_000 + random.nextInt(900), 1);
        offered.add(payment);
        small.admit(payment, Mempool.Origin.PEER);
      } else {
        nonces[from]++;
        accounts.put(ledger.key(from), new Account(nonces[from], MILLION.balance()));
        small.applied(
            ledger.block(Set.of(), Map.of(ledger.key(from), accounts.get(ledger.key(from)))));
      }
      List<VerifiedTransaction> ready =
          small.candidates(_ -> false, 10_000, 1 << 20).transactions();
      Mempool.Sizes sizes = small.sizes();
      assertEquals(ready.size(), sizes.due());
      assertEquals(sizes.transactions(), ready.size() + sizes.held());
      assertTrue(sizes.transactions() <= 25);
      long waiting =
          offered.stream()
              .filter(payment ->
                  small.status(payment.id()).orElse(new TransactionStatus.Unknown())
                      instanceof TransactionStatus.Pending)
              .count();
      assertEquals(sizes.transactions(), waiting);
    }
  }
}
