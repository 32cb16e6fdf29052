package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.Peer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What peers can send to [TransactionIntake].
class TransactionIntakeTest {
  private final RelaySide side = new RelaySide();
  private final Peer peer = side.network.connect(1);

  @Test
  void takesABatchAndPassesItOnToValidators() {
    receive(side.ledger.pay(0, 0), side.ledger.pay(1, 0));

    assertEquals(2, side.mempool.sizes().transactions());
    assertEquals(
        List.of(side.proposer.id()),
        side.network.sent(MessageTypes.TRANSACTION_BATCH).stream()
            .map(RecordingNetwork.Sent::to)
            .toList());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void verifiesTheSameBytesOnceAndPassesThemOnOnce() {
    VerifiedTransaction payment = side.ledger.pay(0, 0);

    receive(payment, payment);
    receive(payment);

    assertEquals(1, side.transactions.verifications());
    assertEquals(1, side.mempool.sizes().transactions());
    assertEquals(1, side.network.sent(MessageTypes.TRANSACTION_BATCH).size());
  }

  @Test
  void penalisesABadSignature() {
    byte[] bad = side.ledger.pay(0, 0).transaction().encoded();
    bad[bad.length - 1] ^= 1;

    receive(batch(List.of(bad)));

    assertRefused("transaction: BAD_SIGNATURE");
  }

  /// The signature holds for the id, which names the network.
  @Test
  void penalisesATransactionOfAnotherNetwork() {
    VerifiedTransaction payment = side.ledger.pay(0, 0);
    TransactionVerifier elsewhere =
        new TransactionVerifier(Hash.tagged("test", new byte[0]), new KeyedHashEd25519());
    Transaction foreign = elsewhere.signed(payment.body(), List.of(side.ledger.network.account(0)));

    receive(batch(List.of(foreign.encoded())));

    assertRefused("transaction: BAD_SIGNATURE");
  }

  @Test
  void penalisesAnOperationThatItDoesNotKnow() {
    byte[] bytes = side.ledger.pay(0, 0).transaction().encoded();
    int operation = indexOf(bytes, side.ledger.key(1).bytes()) - 1;
    bytes[operation] = 16;

    receive(batch(List.of(bytes)));

    assertRefused("transaction: unknown variant 16");
  }

  @Test
  void penalisesATransactionThatIsTooLong() {
    BcsWriter writer = new BcsWriter();
    writer.uleb(1).bytes(new byte[Transaction.MAX_BYTES + 1]);

    receive(writer.toByteArray());

    assertRefused("transaction batch: length 131073 is above the maximum 131072");
  }

  @Test
  void penalisesABatchOfTooMany() {
    List<byte[]> many = Collections.nCopies(TransactionBatch.MAX_TRANSACTIONS + 1, new byte[1]);

    receive(batch(many));

    assertRefused("transaction batch: length 4097 is above the maximum 4096");
  }

  @Test
  void penalisesEveryTruncationOfABatch() {
    byte[] good = batch(List.of(side.ledger.pay(0, 0).transaction().encoded()));

    for (int length = 0; length < good.length; length++) {
      receive(Arrays.copyOf(good, length));
      assertEquals(length + 1, side.network.penalties.size(), "of " + length + " bytes");
    }
    assertEquals(0, side.mempool.sizes().transactions());
  }

  @Test
  void penalisesEveryTruncationOfATransaction() {
    byte[] good = side.ledger.pay(0, 0).transaction().encoded();

    for (int length = 0; length < good.length; length++) {
      receive(batch(List.of(Arrays.copyOf(good, length))));
      assertEquals(length + 1, side.network.penalties.size(), "of " + length + " bytes");
    }
    assertEquals(0, side.mempool.sizes().transactions());
  }

  /// The peer may not have seen the block, or the time, that makes them so.
  @Test
  void doesNotBlameForWhatHasExpiredOrIsUsed() {
    VerifiedTransaction used = side.ledger.pay(0, 0);
    VerifiedTransaction expired =
        side.ledger.pay(1, 0, TestLedger.FEE, 1, new Timestamp(side.ledger.clock.wallMillis() - 1));
    side.mempool.admit(side.ledger.pay(0, 1), Mempool.Origin.PEER);
    side.mempool.applied(
        side.ledger.block(
            Set.of(), Map.of(side.ledger.key(0), new Account(1, Amount.of(900_000)))));

    receive(used, expired);

    assertEquals(1, side.mempool.sizes().transactions());
    assertEquals(List.of(), side.network.penalties);
    assertEquals(List.of(), side.network.sent(MessageTypes.TRANSACTION_BATCH));
  }

  @Test
  void aFloodOfOnePeerLeavesRoomForTheOthers() {
    byte[] large = batch(Collections.nCopies(16, new byte[Transaction.MAX_BYTES]));
    for (int i = 0; i < 100; i++) {
      side.transactions.received(peer, large, rule -> {});
    }

    assertEquals(1, side.pool.size());
    assertEquals(99, side.pool.refused());
    side.transactions.received(
        side.network.connect(2),
        batch(List.of(side.ledger.pay(0, 0).transaction().encoded())),
        rule -> {});
    side.workers.runAll();
    assertEquals(1, side.mempool.sizes().transactions());
  }

  private void assertRefused(String rule) {
    assertEquals(List.of(rule), side.network.penalties);
    assertEquals(0, side.mempool.sizes().transactions());
    assertTrue(side.network.sent.isEmpty());
  }

  private void receive(VerifiedTransaction... transactions) {
    receive(
        batch(
            Arrays.stream(transactions)
                .map(transaction -> transaction.transaction().encoded())
                .toList()));
  }

  private void receive(byte[] message) {
    side.transactions.received(peer, message, rule -> side.network.penalise(peer.id(), rule));
    side.workers.runAll();
  }

  private static byte[] batch(List<byte[]> transactions) {
    return new BcsWriter().list(transactions, BcsWriter::bytes).toByteArray();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
