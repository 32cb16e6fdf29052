package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.VerifiedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When the mempool calls for a block, what it gives for one, and what it passes on again.
class MempoolDueTest {
  private final TestLedger ledger = new TestLedger();
  private final List<Boolean> due = new ArrayList<>();
  private final Mempool mempool =
      new Mempool(
          MempoolLimits.DEFAULT,
          ledger.clock,
          ledger.genesisChange(),
          _ -> new Account(0, Amount.of(1_000_000)),
          due::add);

  private void admit(VerifiedTransaction transaction) {
    assertInstanceOf(
        Mempool.Admission.Added.class, mempool.admit(transaction, Mempool.Origin.SUBMITTER));
  }

  @Test
  void saysWhenABlockIsDueAndWhenNoLonger() {
    VerifiedTransaction payment = ledger.pay(0, 0);

    admit(payment);
    assertEquals(List.of(true), due);
    mempool.carry(Set.of(payment.id()), Mempool.Carrying.BEGINS);
    assertEquals(List.of(true, false), due);
    mempool.carry(Set.of(payment.id()), Mempool.Carrying.ENDS);
    assertEquals(List.of(true, false, true), due);
    mempool.applied(
        ledger.block(
            Set.of(payment.id()), Map.of(ledger.key(0), new Account(1, Amount.of(1_000)))));
    assertEquals(List.of(true, false, true, false), due);
  }

  @Test
  void isNotDueForWhatWaitsBehindAGap() {
    admit(ledger.pay(0, 1));

    assertEquals(List.of(), due);
  }

  @Test
  void isNotDueForATransactionThatComesAfterTheNotarizedBlockThatHasIt() {
    VerifiedTransaction late = ledger.pay(0, 0);
    mempool.carry(Set.of(late.id()), Mempool.Carrying.BEGINS);

    admit(late);

    assertEquals(List.of(), due);
  }

  @Test
  void tellsOfWhatCameBetweenTheLookForCandidatesAndTheAnswerThatThereAreNone() {
    VerifiedTransaction carried = ledger.pay(0, 0);
    admit(carried);
    Mempool.Candidates none = mempool.candidates(carried.id()::equals, 100, 100_000);
    assertEquals(List.of(), none.transactions());
    admit(ledger.pay(1, 0));
    List<Object> told = new ArrayList<>(due);

    mempool.nothingToBuild(none.stamp(), () -> due.add(false));

    told.add(false);
    told.add(true);
    assertEquals(told, due);
  }

  @Test
  void doesNotCallForABlockAgainAndAgainWhenNothingChanged() {
    VerifiedTransaction stuck = ledger.pay(0, 0);
    admit(stuck);
    Mempool.Candidates none = mempool.candidates(stuck.id()::equals, 100, 100_000);

    mempool.nothingToBuild(none.stamp(), () -> due.add(false));
    assertEquals(List.of(true, false), due);

    admit(ledger.pay(1, 0));
    assertEquals(List.of(true, false, true), due);
  }

  @Test
  void passesOnAgainWhatIsDueForLong() {
    VerifiedTransaction payment = ledger.pay(0, 0);
    admit(payment);
    Duration second = Duration.ofSeconds(1);

    assertEquals(List.of(), mempool.toPassOnAgain(second, 10));
    ledger.clock.advance(second);
    assertEquals(List.of(payment), mempool.toPassOnAgain(second, 10));
    assertEquals(List.of(), mempool.toPassOnAgain(second, 10));
  }

  /// Held ones that came first, many more than are looked at in one turn, must not hide it.
  @Test
  void passesOnAgainWhatIsDueHoweverManyAreHeldBeforeIt() {
    for (int sender = 0; sender < 19; sender++) {
      admit(ledger.pay(sender, 1));
      admit(ledger.pay(sender, 2));
    }
    VerifiedTransaction payment = ledger.pay(19, 0);
    admit(payment);
    Duration second = Duration.ofSeconds(1);
    ledger.clock.advance(second);

    List<VerifiedTransaction> passedOn = new ArrayList<>();
    for (int turn = 0; turn < 3; turn++) {
      passedOn.addAll(mempool.toPassOnAgain(second, 1));
    }

    assertEquals(List.of(payment), passedOn);
  }

  @Test
  void looksAtNothingTwiceInOneTurn() {
    admit(ledger.pay(0, 0));
    admit(ledger.pay(1, 1));
    ledger.clock.advance(Duration.ofSeconds(1));

    assertEquals(1, mempool.toPassOnAgain(Duration.ZERO, 10).size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givesTheSameCandidatesAsANaiveChoice(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<VerifiedTransaction> all = new ArrayList<>();
    for (int sender = 0; sender < 12; sender++) {
      for (int nonce = 0; nonce < 1 + random.nextInt(4); nonce++) {
        VerifiedTransaction payment = ledger.pay(sender, nonce, 1_000 + random.nextInt(3), 1);
        admit(payment);
        all.add(payment);
      }
    }

    for (int operations = 1; operations <= all.size(); operations++) {
      assertEquals(
          naive(all, operations),
          mempool.candidates(_ -> false, operations, 1 << 20).transactions());
    }
  }

  @Test
  void givesWhatComesAfterTheSkipped() {
    VerifiedTransaction skipped = ledger.pay(0, 0, 5_000, 1);
    VerifiedTransaction next = ledger.pay(0, 1, 3_000, 1);
    VerifiedTransaction other = ledger.pay(1, 0, 2_000, 1);
    List.of(other, skipped, next).forEach(this::admit);

    assertEquals(
        List.of(next, other), mempool.candidates(skipped.id()::equals, 10, 1 << 20).transactions());
  }

  /// The dearest of those whose sender has no other before them, one after the other.
  private static List<VerifiedTransaction> naive(List<VerifiedTransaction> all, int count) {
    List<VerifiedTransaction> left = new ArrayList<>(all);
    List<VerifiedTransaction> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      Map<Object, VerifiedTransaction> firsts = new TreeMap<>();
      left.forEach(payment -> firsts.putIfAbsent(payment.body().sender(), payment));
      VerifiedTransaction dearest =
          firsts.values().stream()
              .min(
                  Comparator.comparingLong(
                          (VerifiedTransaction payment) -> -payment.body().fee().units())
                      .thenComparingInt(all::indexOf))
              .orElseThrow();
      chosen.add(dearest);
      left.remove(dearest);
    }
    return chosen;
  }
}
