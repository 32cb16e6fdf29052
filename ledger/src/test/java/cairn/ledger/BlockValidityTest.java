package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyedHashEd25519;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What makes a block invalid, in the words of DESIGN §3.
class BlockValidityTest {
  private final TestNetwork network = TestNetwork.of(4);
  private final LedgerView start = network.genesis().initialView();

  @Test
  void keysThatDoNotSufficeMakeTheBlockInvalid() {
    TransactionBody body = network.body(0, 0, network.pay(1, 1));
    VerifiedTransaction byAnother = network.verified(body, network.account(1));
    VerifiedTransaction superfluous =
        assertInstanceOf(
            VerifiedTransaction.class,
            network
                .verifier()
                .verify(
                    network
                        .verifier()
                        .signed(body, List.of(network.account(0), network.account(1)))));

    for (VerifiedTransaction transaction : List.of(byAnother, superfluous)) {
      assertEquals(
          Optional.of(new Rejection.WrongSigners(network.address(0))), refusal(transaction));
      assertEquals(InvalidBlock.Rule.TRANSACTION, invalid(transaction).rule());
    }
  }

  @Test
  void nonceThatDoesNotFitMakesTheBlockInvalid() {
    VerifiedTransaction gap = network.transaction(0, 1, network.pay(1, 1));
    VerifiedTransaction first = network.transaction(0, 0, network.pay(1, 1));

    assertEquals(Optional.of(new Rejection.NonceGap(0, 1)), refusal(gap));
    assertEquals(InvalidBlock.Rule.TRANSACTION, invalid(gap).rule());
    InvalidBlock twice = invalid(first, first);
    assertTrue(twice.sentence().contains("The nonce 0 is already used"), twice.sentence());
    LedgerView after = start.after(executed(first));
    assertEquals(
        Optional.of(new Rejection.NonceTooLow(1, 0)),
        Ledger.refusal(after, network.context(2).timestamp(), first));
  }

  @Test
  void validUntilIsTheLastTimestampAtWhichItApplies() {
    long now = network.context(1).timestamp().millis();
    TransactionBody body = network.body(0, 0, network.pay(1, 1));

    assertEquals(Optional.empty(), refusal(validUntil(body, now)));
    assertEquals(
        Optional.of(new Rejection.Expired(new Timestamp(now - 1), new Timestamp(now))),
        refusal(validUntil(body, now - 1)));
    assertEquals(InvalidBlock.Rule.TRANSACTION, invalid(validUntil(body, now - 1)).rule());
  }

  @Test
  void validUntilLiesAtMostMaxValidityAhead() {
    long now = network.context(1).timestamp().millis();
    long latest = now + Duration.ofHours(24).toMillis();
    TransactionBody body = network.body(0, 0, network.pay(1, 1));

    assertEquals(Optional.empty(), refusal(validUntil(body, latest)));
    for (long tooFar : List.of(latest + 1, Long.MAX_VALUE)) {
      assertEquals(
          Optional.of(new Rejection.ValidUntilTooFar(new Timestamp(tooFar), new Timestamp(latest))),
          refusal(validUntil(body, tooFar)));
    }
  }

  @Test
  void leastFeeIsBasePlusPerOperationPlusPerByte() {
    TransactionBody body = network.body(0, 0, network.pay(1, 1), network.pay(2, 1));
    int size = network.signed(body, network.account(0)).size();
    long least = 100 + 2 * 10 + size;

    assertEquals(Optional.empty(), refusal(fee(body, least)));
    assertEquals(
        Optional.of(new Rejection.FeeTooLow(Amount.of(least), Amount.of(least - 1))),
        refusal(fee(body, least - 1)));
    assertEquals(InvalidBlock.Rule.TRANSACTION, invalid(fee(body, 0)).rule());
  }

  @Test
  void feeThatCannotBePaidMakesTheBlockInvalid() {
    TransactionBody body = network.body(0, 0, network.pay(1, 1));

    assertEquals(
        Optional.of(new Rejection.InsufficientFunds(TestNetwork.MILLION, Amount.of(1_000_001))),
        refusal(fee(body, 1_000_001)));
    assertEquals(
        Optional.of(new Rejection.InsufficientFunds(TestNetwork.MILLION, Amount.MAX)),
        refusal(fee(body, -1)));
    assertEquals(InvalidBlock.Rule.TRANSACTION, invalid(fee(body, -1)).rule());
    assertEquals(Optional.empty(), refusal(fee(body, 1_000_000)));
  }

  @Test
  void refusalsComeInTheOrderOfTheRules() {
    TransactionBody allWrong =
        new TransactionBody(
            1, network.address(0), 5, Amount.MAX, new Timestamp(0), "", List.of(network.pay(1, 1)));

    assertInstanceOf(
        Rejection.WrongSigners.class,
        refusal(network.verified(allWrong, network.account(1))).orElseThrow());
    assertInstanceOf(
        Rejection.NonceGap.class,
        refusal(network.verified(allWrong, network.account(0))).orElseThrow());
    TransactionBody nonceRight =
        new TransactionBody(
            1,
            network.address(0),
            0,
            Amount.ZERO,
            new Timestamp(0),
            "",
            List.of(network.pay(1, 1)));
    assertInstanceOf(
        Rejection.Expired.class,
        refusal(network.verified(nonceRight, network.account(0))).orElseThrow());
  }

  @Test
  void proposerThatIsNoValidatorMakesTheBlockInvalid() {
    BlockContext context = network.context(1);
    BlockContext stranger =
        new BlockContext(
            context.epoch(),
            context.view(),
            context.height(),
            context.timestamp(),
            network.address(0));

    InvalidBlock invalid =
        assertInstanceOf(InvalidBlock.class, Ledger.execute(start, stranger, List.of()));
    assertEquals(InvalidBlock.Rule.PROPOSER, invalid.rule());
  }

  @Test
  void blockAboveItsLimitsIsInvalid() {
    Parameters.BlockLimits least =
        new Parameters.BlockLimits(
            Parameters.BlockLimits.LEAST_BYTES, Parameters.BlockLimits.LEAST_OPERATIONS);
    TestNetwork small = TestNetwork.of(200, new KeyedHashEd25519(), withLimits(least));
    LedgerView view = small.genesis().initialView();
    Operation[] sixty = new Operation[60];
    Arrays.fill(sixty, small.pay(1, 1));

    InvalidBlock operations =
        assertInstanceOf(
            InvalidBlock.class,
            Ledger.execute(
                view,
                small.context(1),
                List.of(small.transaction(0, 0, sixty), small.transaction(2, 0, sixty))));
    assertEquals(InvalidBlock.Rule.OPERATIONS, operations.rule());
  }

  @Test
  void blockOfExactlyItsLimitInBytesIsValid() {
    VerifiedTransaction transaction = network.transaction(0, 0, network.pay(1, 1));
    int bytes = BlockHeader.BYTES + 1 + Block.sizeInBlock(transaction.transaction());
    for (int limit : List.of(bytes, bytes - 1)) {
      TestNetwork tight =
          TestNetwork.of(
              4, new KeyedHashEd25519(), withLimits(new Parameters.BlockLimits(limit, 100)));

      BlockResult result =
          Ledger.execute(
              tight.genesis().initialView(),
              tight.context(1),
              List.of(tight.transaction(0, 0, tight.pay(1, 1))));

      if (limit == bytes) {
        assertInstanceOf(Execution.class, result);
      } else {
        assertEquals(InvalidBlock.Rule.BYTES, assertInstanceOf(InvalidBlock.class, result).rule());
      }
    }
  }

  static Parameters withLimits(Parameters.BlockLimits limits) {
    Parameters parameters = TestNetwork.parameters();
    return new Parameters(
        parameters.timing(),
        limits,
        parameters.maxValidity(),
        parameters.fees(),
        parameters.keptViews(),
        parameters.keptEpochs(),
        parameters.removesEquivocators());
  }

  private VerifiedTransaction validUntil(TransactionBody body, long millis) {
    return network.verified(Bodies.withValidUntil(body, millis), network.account(0));
  }

  private VerifiedTransaction fee(TransactionBody body, long units) {
    return network.verified(Bodies.withFee(body, units), network.account(0));
  }

  private Optional<Rejection> refusal(VerifiedTransaction transaction) {
    return Ledger.refusal(start, network.context(1).timestamp(), transaction);
  }

  private Execution executed(VerifiedTransaction... transactions) {
    return assertInstanceOf(
        Execution.class, Ledger.execute(start, network.context(1), List.of(transactions)));
  }

  private InvalidBlock invalid(VerifiedTransaction... transactions) {
    return assertInstanceOf(
        InvalidBlock.class, Ledger.execute(start, network.context(1), List.of(transactions)));
  }
}
