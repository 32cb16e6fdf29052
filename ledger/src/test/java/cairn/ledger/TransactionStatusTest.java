package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.ledger.TransactionStatus.FinalFacts;
import cairn.ledger.TransactionStatus.Inclusion;
import cairn.ledger.TransactionStatus.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The three ends of DESIGN §3, sentence by sentence.
class TransactionStatusTest {
  private static final Height HEAD = new Height(50);
  private static final Height COMPLETE = Height.ZERO;
  private static final Timestamp UNTIL = new Timestamp(TestNetwork.START.millis() + 60_000);
  private static final Timestamp BEFORE = new Timestamp(UNTIL.millis() - 1);
  private static final Timestamp AFTER = new Timestamp(UNTIL.millis() + 1);

  private final TestNetwork network = TestNetwork.of(2);
  private final TransactionBody body = network.body(0, 7, network.pay(1, 5));

  @Test
  void finalIsInAFinalBlockWithASuccessReceipt() {
    Inclusion inclusion = new Inclusion(new Height(40), 3, new Receipt.Succeeded());

    for (Timestamp time : List.of(BEFORE, AFTER)) {
      assertEquals(
          new TransactionStatus.Final(inclusion),
          decide(new FinalFacts(Optional.of(inclusion), 8, HEAD, time, COMPLETE)));
    }
  }

  @Test
  void rejectedIsInAFinalBlockWithAFailureReceipt() {
    Receipt.Failed failed =
        new Receipt.Failed(0, new OperationFailure.InsufficientFunds(Amount.ZERO, Amount.of(5)));
    Inclusion inclusion = new Inclusion(new Height(40), 3, failed);

    assertEquals(
        new TransactionStatus.Rejected(new Reason.Failed(inclusion, failed)),
        decide(new FinalFacts(Optional.of(inclusion), 8, HEAD, AFTER, COMPLETE)));
  }

  @Test
  void rejectedIsATransactionWhoseNonceAnotherOneTookInAFinalBlock() {
    for (Timestamp time : List.of(BEFORE, UNTIL, AFTER)) {
      assertEquals(
          new TransactionStatus.Rejected(new Reason.NonceTaken(8, HEAD)),
          decide(new FinalFacts(Optional.empty(), 8, HEAD, time, COMPLETE)));
    }
  }

  @Test
  void expiredHasAFinalBlockPastItsValidUntilWithTheNonceStillNotAboveItsOwn() {
    for (long nonce : List.of(0L, 6L, 7L)) {
      assertEquals(
          new TransactionStatus.Expired(HEAD, AFTER, nonce),
          decide(new FinalFacts(Optional.empty(), nonce, HEAD, AFTER, COMPLETE)));
    }
  }

  /// A block at exactly validUntil may still hold it, and so may the next one of the same time's
  /// sender; only a later time ends it.
  @Test
  void noEndBeforeAFinalBlockIsPastItsValidUntil() {
    for (long nonce : List.of(0L, 7L)) {
      for (Timestamp time : List.of(BEFORE, UNTIL)) {
        assertEquals(
            new TransactionStatus.Pending(),
            decide(new FinalFacts(Optional.empty(), nonce, HEAD, time, COMPLETE)));
      }
    }
  }

  @Test
  void prunedNodeCannotTellWhoTookTheNonce() {
    Height earliest = new Height(30);

    assertEquals(
        new TransactionStatus.Pruned(earliest),
        decide(new FinalFacts(Optional.empty(), 8, HEAD, AFTER, earliest)));
  }

  /// That an account's nonce never reached the transaction's is proved by the account alone.
  @Test
  void prunedNodeStillProvesExpiryByTheAccount() {
    assertEquals(
        new TransactionStatus.Expired(HEAD, AFTER, 7),
        decide(new FinalFacts(Optional.empty(), 7, HEAD, AFTER, new Height(30))));
  }

  @Test
  void nodeThatHasEveryBlockFromTheFirstIsNotPruned() {
    assertEquals(
        new TransactionStatus.Rejected(new Reason.NonceTaken(8, HEAD)),
        decide(new FinalFacts(Optional.empty(), 8, HEAD, AFTER, new Height(1))));
  }

  private TransactionStatus decide(FinalFacts facts) {
    return TransactionStatus.decide(body, facts);
  }
}
