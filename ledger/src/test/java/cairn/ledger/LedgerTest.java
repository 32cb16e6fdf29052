package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
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
            one.fees(),
            one.parties());
    VerifiedTransaction signedOtherwise = network.verified(body, network.account(1));
    Execution resigned =
        new Execution(
            List.of(signedOtherwise), one.receipts(), one.changes(), one.fees(), one.parties());

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

  private int operatorNumber(PublicKey operator) {
    for (int i = 0; i < 4; i++) {
      if (TestNetwork.key(network.ed25519(), "operator", i).publicKey().equals(operator)) {
        return i;
      }
    }
    throw new AssertionError("no operator has that key");
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
