package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.NetworkKind;
import cairn.ledger.Rejection;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `tx_submit` and `tx_get`.
class TransactionRpcTest {
  private static final String ALICE = new Address(NetworkKind.TEST, FakeNode.ALICE).toString();

  private final RpcClientFixture rpc = new RpcClientFixture();

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void takesATransactionTwiceWithoutAnError() throws Exception {
    JsonNode first = rpc.submit(FakeNode.payment(0));
    JsonNode second = rpc.submit(FakeNode.payment(0));
    rpc.node.makeBlock();
    JsonNode third = rpc.submit(FakeNode.payment(0));

    assertEquals("pending", first.path("status").asString());
    assertFalse(first.path("isEnd").asBoolean());
    assertEquals(first, second);
    assertEquals("final", third.path("status").asString());
    assertTrue(third.path("isEnd").asBoolean());
    assertEquals("1", third.path("height").asString());
    assertEquals(0, third.path("index").asInt());
    assertEquals(4, third.path("validators").asInt());
    assertEquals(3, third.path("signers").size());
    assertEquals("node-1", third.path("signers").get(0).asString());
  }

  @Test
  void handsTheTransactionsOfABatchInTogether() throws Exception {
    JsonNode responses =
        rpc.call(
            "["
                + rpc.submission(FakeNode.payment(0))
                + ","
                + rpc.submission(FakeNode.payment(1))
                + ",{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx_submit\",\"params\":[\"zz\"]},"
                + rpc.submission(FakeNode.payment(2))
                + "]");

    assertEquals(List.of(3), rpc.node.batches());
    assertEquals(4, responses.size());
    assertEquals(-32602, responses.get(2).path("error").path("code").asInt());
    assertEquals(
        FakeNode.payment(2).id(rpc.node.genesisHash()).toString(),
        responses.get(3).path("result").path("value").path("txId").asString());
  }

  @Test
  void refusesATransactionForAnotherNetworkBeforeTheNodeSeesIt() throws Exception {
    JsonNode error =
        rpc.error(
            "tx_submit", "{\"transaction\":\"00\",\"genesisHash\":\"" + "0".repeat(64) + "\"}");

    assertEquals(1006, error.path("code").asInt());
    assertEquals("WRONG_CHAIN", error.path("data").path("kind").asString());
    assertEquals(rpc.node.genesisHash().toString(), error.path("data").path("expected").asString());
    assertEquals(List.of(), rpc.node.batches());
  }

  @Test
  void carriesTheReasonOfARefusal() throws Exception {
    TransactionId id = FakeNode.payment(0).id(rpc.node.genesisHash());
    rpc.node.refuse(id, new Rejection.NonceTooLow(7, 3));

    JsonNode error =
        rpc.error("tx_submit", "[\"" + RpcClientFixture.hex(FakeNode.payment(0)) + "\"]");

    assertEquals(1002, error.path("code").asInt());
    JsonNode data = error.path("data");
    assertEquals("NONCE_TOO_LOW", data.path("kind").asString());
    assertEquals("nonce", data.path("field").asString());
    assertEquals("7", data.path("expected").asString());
    assertEquals("3", data.path("actual").asString());
    assertEquals(id.toString(), data.path("txId").asString());
    assertFalse(data.path("retryable").asBoolean());
  }

  @Test
  void publishesEveryReasonUnderItsNumber() throws Exception {
    Timestamp time = FakeNode.GENESIS_TIME;
    Hash hash = rpc.node.genesisHash();
    TransactionId id = FakeNode.payment(0).id(hash);
    List<Rejection> all =
        List.of(
            new Rejection.InsufficientFunds(Amount.ZERO, Amount.MAX),
            new Rejection.NonceTooLow(2, 1),
            new Rejection.NonceGap(2, 9),
            new Rejection.Expired(time, time),
            new Rejection.BadSignature(FakeNode.ALICE),
            new Rejection.WrongChain(hash, Hash.ZERO),
            new Rejection.FeeTooLow(Amount.MAX, Amount.ZERO),
            new Rejection.MempoolFull(Amount.MAX),
            new Rejection.Malformed("trailing bytes"),
            new Rejection.TooLarge(2, 1),
            new Rejection.UnsupportedProtocol(9),
            new Rejection.InvalidKey(FakeNode.ALICE),
            new Rejection.WrongSigners(FakeNode.ALICE),
            new Rejection.ValidUntilTooFar(time, time),
            new Rejection.SenderLimit(5),
            new Rejection.ReplacementFeeTooLow(Amount.MAX, Amount.ZERO),
            new Rejection.Replaced(id),
            new Rejection.Evicted(Amount.MAX));
    for (int i = 0; i < all.size(); i++) {
      rpc.node.refuse(id, all.get(i));

      JsonNode error =
          rpc.error("tx_submit", "[\"" + RpcClientFixture.hex(FakeNode.payment(0)) + "\"]");

      assertEquals(1001 + i, error.path("code").asInt());
      assertEquals(all.get(i).code().name(), error.path("data").path("kind").asString());
      assertEquals(all.get(i).sentence(), error.path("message").asString());
      assertFalse(error.path("data").path("hint").asString().isEmpty());
    }
  }

  @Test
  void saysThatBytesAreNoTransaction() throws Exception {
    JsonNode error = rpc.error("tx_submit", "[\"00ff\"]");

    assertEquals(1009, error.path("code").asInt());
    assertFalse(error.path("data").has("txId"));
  }

  @Test
  void asksForPatienceWhenTheNodeHasTooMuchToVerify() throws Exception {
    rpc.node.beBusy();

    JsonNode error =
        rpc.error("tx_submit", "[\"" + RpcClientFixture.hex(FakeNode.payment(0)) + "\"]");

    assertEquals(-32003, error.path("code").asInt());
    assertTrue(error.path("data").path("retryable").asBoolean());
  }

  @Test
  void givesATransactionWithItsContent() throws Exception {
    rpc.submit(FakeNode.payment(0));
    rpc.node.makeBlock();

    JsonNode transaction = rpc.value("tx_get", "[\"" + rpc.id(FakeNode.payment(0)) + "\"]");

    assertEquals("final", transaction.path("status").asString());
    assertEquals("2026-01-01T00:00:01.000Z", transaction.path("time").asString());
    assertEquals("rent", transaction.path("transaction").path("memo").asString());
    assertEquals(
        "transfer",
        transaction.path("transaction").path("operations").get(0).path("type").asString());
  }

  @Test
  void namesEveryStatus() throws Exception {
    TransactionId id = FakeNode.payment(0).id(rpc.node.genesisHash());
    Height height = new Height(9);
    assertEquals("unknown", statusOf(id, new TransactionStatus.Unknown()));
    assertEquals("pending", statusOf(id, new TransactionStatus.Pending()));
    assertEquals("pruned", statusOf(id, new TransactionStatus.Pruned(height)));
    assertEquals(
        "not_accepted",
        statusOf(id, new TransactionStatus.NotAccepted(new Rejection.MempoolFull(Amount.ZERO))));
    assertEquals(
        "expired", statusOf(id, new TransactionStatus.Expired(height, FakeNode.GENESIS_TIME, 0)));
    assertEquals(
        "rejected",
        statusOf(
            id,
            new TransactionStatus.Rejected(new TransactionStatus.Reason.NonceTaken(1, height))));
    assertEquals(
        "rejected",
        statusOf(
            id,
            new TransactionStatus.Rejected(
                new TransactionStatus.Reason.Malformed(new Rejection.Malformed("x")))));
  }

  private String statusOf(TransactionId id, TransactionStatus status) throws Exception {
    rpc.node.makeKnown(id, status);
    JsonNode value = rpc.value("tx_get", "[\"" + id + "\"]");
    assertEquals(id.toString(), value.path("txId").asString());
    return value.path("status").asString();
  }
}
