package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The rules of execution, in the words of DESIGN §3.
class LedgerTest {
  private final TestNetwork network = TestNetwork.of(4);
  private final LedgerView start = network.genesis().initialView();

  @Test
  void transferMovesTheAmountAndTheFeeGoesToTheProposersPayoutAccount() {
    Execution execution = executed(network.transaction(0, 0, network.pay(1, 300)));

    LedgerView after = start.after(execution);
    assertEquals(List.of(new Receipt.Succeeded()), execution.receipts());
    assertEquals(account(1, 1_000_000 - 300 - 5_000), after.account(network.address(0)));
    assertEquals(account(0, 1_000_300), after.account(network.address(1)));
    assertEquals(account(0, 5_000), after.account(network.payout(1)));
    assertEquals(Amount.of(5_000), execution.fees());
  }

  @Test
  void transferCreatesTheRecipientsAccount() {
    assertEquals(Account.EMPTY, start.account(network.address(9)));

    LedgerView after = start.after(executed(network.transaction(0, 0, network.pay(9, 7))));

    assertEquals(account(0, 7), after.account(network.address(9)));
  }

  @Test
  void payoutAccountMayBeThatOfASender() {
    PublicKey payout = network.payout(1);
    int payee = 9;
    Execution fund =
        executed(network.transaction(0, 0, new Operation.Transfer(payout, Amount.of(50_000))));
    TestNetwork same = network;
    TransactionBody fromPayout =
        new TransactionBody(
            1,
            payout,
            0,
            Amount.of(5_000),
            new Timestamp(TestNetwork.START.millis() + 60_000),
            "",
            List.of(same.pay(payee, 100)));
    int operator = operatorNumber(payout);
    VerifiedTransaction spend =
        same.verified(fromPayout, TestNetwork.key(same.ed25519(), "operator", operator));

    LedgerView view = start.after(fund);
    Execution execution =
        assertInstanceOf(Execution.class, Ledger.execute(view, network.context(1), List.of(spend)));

    assertEquals(account(1, 50_000 + 5_000 - 100), view.after(execution).account(payout));
  }

  /// What the fees of a block bring cannot be spent in the same block.
  @Test
  void feesArePaidOutAfterTheLastTransaction() {
    PublicKey payout = network.payout(1);
    TransactionBody poor =
        new TransactionBody(
            1,
            payout,
            0,
            Amount.of(1_000),
            new Timestamp(TestNetwork.START.millis() + 60_000),
            "",
            List.of(network.pay(1, 1)));
    VerifiedTransaction spend =
        network.verified(
            poor, TestNetwork.key(network.ed25519(), "operator", operatorNumber(payout)));

    InvalidBlock invalid = invalid(network.transaction(0, 0, network.pay(1, 1)), spend);

    assertTrue(invalid.sentence().contains("The account has 0 base units"), invalid.sentence());
  }

  @Test
  void operationsHappenAllOrNotAtAll() {
    Execution execution =
        executed(
            network.transaction(
                0, 0, network.pay(1, 100), network.pay(2, 2_000_000), network.pay(3, 1)));

    LedgerView after = start.after(execution);
    assertEquals(
        List.of(
            new Receipt.Failed(
                1,
                new OperationFailure.InsufficientFunds(
                    Amount.of(1_000_000 - 5_000 - 100), Amount.of(2_000_000)))),
        execution.receipts());
    assertEquals(account(1, 995_000), after.account(network.address(0)));
    assertEquals(account(0, 1_000_000), after.account(network.address(1)));
    assertEquals(account(0, 1_000_000), after.account(network.address(3)));
  }

  @Test
  void failedTransactionPaysItsFeeAndUsesItsNonce() {
    Execution execution = executed(network.transaction(0, 0, network.pay(1, 1_000_000)));

    assertInstanceOf(Receipt.Failed.class, execution.receipts().getFirst());
    assertEquals(account(1, 995_000), start.after(execution).account(network.address(0)));
    assertEquals(Amount.of(5_000), execution.fees());
    assertEquals(2, execution.changes().size());
  }

  @Test
  void failedTransferCreatesNoAccount() {
    Execution execution =
        executed(network.transaction(0, 0, network.pay(9, 1), network.pay(1, 2_000_000)));

    assertTrue(start.after(execution).read(StateKey.account(network.address(9))).isEmpty());
  }

  @Test
  void accountMayPayItselfIfItHasTheAmount() {
    Execution execution =
        executed(
            network.transaction(0, 0, network.pay(0, 995_000)),
            network.transaction(0, 1, network.pay(0, 990_001)));

    assertEquals(new Receipt.Succeeded(), execution.receipts().get(0));
    assertInstanceOf(Receipt.Failed.class, execution.receipts().get(1));
    assertEquals(account(2, 990_000), start.after(execution).account(network.address(0)));
  }

  @Test
  void laterTransactionsSeeWhatEarlierOnesDid() {
    Execution execution =
        executed(
            network.transaction(0, 0, network.pay(9, 20_000)),
            network.transaction(9, 0, network.pay(1, 15_000)),
            network.transaction(0, 1, network.pay(1, 1)));

    assertEquals(
        List.of(new Receipt.Succeeded(), new Receipt.Succeeded(), new Receipt.Succeeded()),
        execution.receipts());
    assertEquals(account(1, 0), start.after(execution).account(network.address(9)));
  }

  @Test
  void balanceAboveAllBitsFailsTheOperation() {
    LedgerView rich =
        key ->
            key.equals(StateKey.account(network.address(1)))
                ? Optional.of(new Account(0, Amount.MAX).encoded())
                : start.read(key);

    Execution execution =
        assertInstanceOf(
            Execution.class,
            Ledger.execute(
                rich, network.context(1), List.of(network.transaction(0, 0, network.pay(1, 1)))));

    assertEquals(
        new Receipt.Failed(0, new OperationFailure.BalanceOverflow(network.address(1))),
        execution.receipts().getFirst());
    assertEquals(account(1, 995_000), rich.after(execution).account(network.address(0)));
  }

  @Test
  void changesAreThoseEntriesThatDiffer() {
    Execution execution = executed(network.transaction(0, 0, network.pay(1, 300)));

    assertEquals(
        List.of(network.address(0), network.address(1), network.payout(1)).stream()
            .map(StateKey::account)
            .sorted()
            .toList(),
        List.copyOf(execution.changes().keySet()));
    assertEquals(3, execution.treeChanges().size());
    execution
        .changes()
        .forEach((key, entry) ->
            assertTrue(
                Arrays.equals(
                    entry.orElseThrow(),
                    execution.treeChanges().get(key.treeKey()).orElseThrow())));
  }

  @Test
  void emptyBlockChangesNothing() {
    Execution execution = executed();

    assertEquals(0, execution.changes().size());
    assertEquals(Amount.ZERO, execution.fees());
  }

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

  @Test
  void txRootCoversBodiesSignaturesAndReceipts() {
    TransactionBody body = network.body(0, 0, network.pay(1, 1));
    Execution one = executed(network.verified(body, network.account(0)));
    Execution other = executed(network.transaction(0, 0, network.pay(1, 2)));
    Execution failed =
        new Execution(
            one.transactions(),
            List.of(
                new Receipt.Failed(0, new OperationFailure.BalanceOverflow(network.address(1)))),
            one.changes(),
            one.fees());
    VerifiedTransaction signedOtherwise = network.verified(body, network.account(1));
    Execution resigned =
        new Execution(List.of(signedOtherwise), one.receipts(), one.changes(), one.fees());

    assertEquals(
        4,
        List.of(one.txRoot(), other.txRoot(), failed.txRoot(), resigned.txRoot()).stream()
            .distinct()
            .count());
    assertTrue(
        one.txTree()
            .proof(0)
            .proves(
                Execution.leaf(
                    one.transactions().getFirst().transaction(), one.receipts().getFirst()),
                one.txRoot()));
  }

  static Parameters withLimits(Parameters.BlockLimits limits) {
    Parameters parameters = TestNetwork.parameters();
    return new Parameters(
        parameters.timing(),
        limits,
        parameters.maxValidity(),
        parameters.fees(),
        parameters.keptViews(),
        parameters.keptEpochs());
  }

  private int operatorNumber(PublicKey operator) {
    for (int i = 0; i < 4; i++) {
      if (TestNetwork.key(network.ed25519(), "operator", i).publicKey().equals(operator)) {
        return i;
      }
    }
    throw new AssertionError("no operator has that key");
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

  private static Account account(long nonce, long balance) {
    return new Account(nonce, Amount.of(balance));
  }
}
