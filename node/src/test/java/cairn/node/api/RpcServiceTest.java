package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.NetworkKind;
import cairn.ledger.Rejection;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The methods, and the rules of JSON-RPC 2.0 around them.
class RpcServiceTest {
  private static final String ALICE = new Address(NetworkKind.TEST, FakeNode.ALICE).toString();

  private final RpcClientFixture rpc = new RpcClientFixture();

  @AfterEach
  void close() {
    rpc.close();
  }

  // ---- JSON-RPC

  @ParameterizedTest
  @ValueSource(strings = {"1", "-9007199254740993", "\"a\"", "\"\\u0000é\"", "null"})
  void givesIdsBackWithTheirType(String id) throws Exception {
    JsonNode response =
        rpc.call("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"mempool_getInfo\"}");

    assertEquals("2.0", response.path("jsonrpc").asString());
    assertEquals(id, id.contains("u0000") ? id : response.path("id").toString());
    assertTrue(response.has("result"));
    assertFalse(response.has("error"));
  }

  @Test
  void answersNotificationsWithNothing() throws Exception {
    String submit = submission(FakeNode.payment(0)).replace("\"id\":1,", "");

    HttpReply one = RpcClientFixture.reply(rpc.ask(submit));
    HttpReply wrong =
        RpcClientFixture.reply(rpc.ask("{\"jsonrpc\":\"2.0\",\"method\":\"no_such\"}"));
    HttpReply batch =
        RpcClientFixture.reply(
            rpc.ask("[{\"jsonrpc\":\"2.0\",\"method\":\"chain_getInfo\"}," + submit + "]"));

    assertEquals(List.of(204, 204, 204), List.of(one.status(), wrong.status(), batch.status()));
    assertEquals(0, one.body().length);
    assertEquals(List.of(1, 1), rpc.node.batches());
    assertEquals(1, rpc.node.mempool().transactions());
  }

  @Test
  void keepsTheOrderOfABatchAndLeavesNotificationsOut() throws Exception {
    JsonNode responses =
        rpc.call(
            """
            [{"jsonrpc":"2.0","id":"a","method":"chain_getBlock","params":["0"]},
             {"jsonrpc":"2.0","method":"chain_getInfo"},
             7,
             {"jsonrpc":"2.0","id":2,"method":"no_such"},
             {"jsonrpc":"2.0","id":3,"method":"mempool_getInfo"}]
            """);

    assertEquals(4, responses.size());
    assertEquals("a", responses.get(0).path("id").asString());
    assertTrue(responses.get(1).path("id").isNull());
    assertEquals(-32600, responses.get(1).path("error").path("code").asInt());
    assertEquals(-32601, responses.get(2).path("error").path("code").asInt());
    assertEquals(3, responses.get(3).path("id").asInt());
  }

  @Test
  void namesTheNearestMethod() throws Exception {
    JsonNode error = rpc.error("chain_getinfo", "[]");

    assertEquals(-32601, error.path("code").asInt());
    assertTrue(error.path("data").path("hint").asString().contains("chain_getInfo"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account_get | {} | address",
        "account_get | [5] | address",
        "account_get | [\"cairntest1qqqq\"] | address",
        "account_get | [[\"x\"]] | address",
        "chain_getBlock | [\"latest\"] | block",
        "chain_getBlock | [-1] | block",
        "chain_getBlock | [\"-1\"] | block",
        "chain_getBlock | [\"007\"] | block",
        "chain_getBlock | [1.5] | block",
        "chain_getBlock | [\"abc\"] | block",
        "chain_getBlock | [\"0\", \"all\"] | transactions",
        "chain_getBlock | {\"minHeight\": \"x\"} | minHeight",
        "chain_getBlock | {\"timeoutMillis\": 30001} | timeoutMillis",
        "tx_get | [\"12\"] | txId",
        "tx_get | [\"zz00000000000000000000000000000000000000000000000000000000000000\"] | txId",
        "tx_wait | {\"txId\": \"0000000000000000000000000000000000000000000000000000000000000000\","
            + " \"timeoutMillis\": \"5\"} | timeoutMillis",
        "tx_submit | [] | transaction",
        "tx_submit | [\"0\"] | transaction",
        "tx_submit | [\"0g\"] | transaction",
        "tx_submit | [\"\"] | transaction",
        "tx_submit | {\"transaction\": \"00\", \"genesisHash\": \"00\"} | genesisHash",
      })
  void namesTheParamThatIsWrong(String method, String params, String field) throws Exception {
    JsonNode error = rpc.error(method, params);

    assertEquals(-32602, error.path("code").asInt());
    assertEquals("INVALID_PARAMS", error.path("data").path("kind").asString());
    assertEquals(field, error.path("data").path("field").asString());
    assertTrue(error.path("data").path("expected").isString());
    assertFalse(error.path("data").path("retryable").asBoolean());
  }

  @Test
  void refusesParamsThatAMethodDoesNotHave() throws Exception {
    assertEquals(-32602, rpc.error("mempool_getInfo", "[1]").path("code").asInt());
    assertEquals(-32602, rpc.error("mempool_getInfo", "{\"a\":1}").path("code").asInt());
    assertEquals(-32602, rpc.error("account_get", "{\"adress\":\"a\"}").path("code").asInt());
  }

  @Test
  void saysNothingOfItsInsidesWhenItFails() throws Exception {
    rpc.node.failToRead();

    JsonNode error = rpc.error("account_get", "[\"" + ALICE + "\"]");

    assertEquals(-32603, error.path("code").asInt());
    assertFalse(error.toString().contains("secret"));
    assertFalse(error.toString().contains("Exception"));
  }

  @Test
  void refusesReadsWhileTooManyResponsesWaitToBeSent() throws Exception {
    rpc.unsentBytes.set(RpcService.MAX_UNSENT_BYTES + 1);

    JsonNode error = rpc.error("chain_getBlock", "[\"0\"]");

    assertEquals(-32003, error.path("code").asInt());
    assertTrue(error.path("data").path("retryable").asBoolean());
  }

  // ---- reads

  @Test
  void describesTheChain() throws Exception {
    JsonNode response = rpc.call("chain_getInfo", "[]").path("result");

    JsonNode value = response.path("value");
    assertEquals("test", value.path("network").asString());
    assertEquals(rpc.node.genesisHash().toString(), value.path("genesisHash").asString());
    assertEquals("3", value.path("quorumPower").asString());
    assertEquals("500", value.path("parameters").path("fees").path("base").asString());
    assertEquals(86_400_000, value.path("parameters").path("maxValidityMillis").asInt());
    assertEquals(4, value.path("validators").size());
    assertEquals("0", response.path("context").path("height").asString());
    assertEquals("2026-01-01T00:00:00.000Z", response.path("context").path("time").asString());
    assertEquals(1_767_225_600_000L, response.path("context").path("timeMs").asLong());
    assertEquals(5_000, response.path("context").path("ageMillis").asInt());
  }

  @Test
  void givesABlockByHeightByHashAndTheNewest() throws Exception {
    submit(FakeNode.payment(0));
    ChainHead head = rpc.node.makeBlock();

    JsonNode byHeight = rpc.value("chain_getBlock", "[\"1\"]");
    JsonNode byNumber = rpc.value("chain_getBlock", "{\"block\":1}");
    JsonNode byHash = rpc.value("chain_getBlock", "[\"0x" + upper(head.id().toString()) + "\"]");
    JsonNode newest = rpc.value("chain_getBlock", "[\"final\"]");
    JsonNode byDefault = rpc.value("chain_getBlock", "[]");

    assertEquals(head.id().toString(), byHeight.path("blockHash").asString());
    assertEquals(
        List.of(byHeight, byHeight, byHeight, byHeight),
        List.of(byNumber, byHash, newest, byDefault));
    assertEquals(
        FakeNode.payment(0).id(rpc.node.genesisHash()).toString(),
        byHeight.path("txIds").get(0).asString());
    assertFalse(byHeight.has("transactions"));
    assertEquals(3, byHeight.path("finality").path("signatures").asInt());
  }

  @Test
  void givesABlockWithItsTransactions() throws Exception {
    submit(FakeNode.payment(0));
    rpc.node.makeBlock();

    JsonNode block = rpc.value("chain_getBlock", "{\"block\":\"1\",\"transactions\":\"full\"}");

    JsonNode included = block.path("transactions").get(0);
    assertFalse(block.has("txIds"));
    assertEquals("final", included.path("status").asString());
    assertEquals(ALICE, included.path("transaction").path("sender").asString());
    assertEquals("0", included.path("transaction").path("nonce").asString());
    assertEquals(
        "12500000",
        included.path("transaction").path("operations").get(0).path("amount").asString());
  }

  @Test
  void tellsABlockThatIsNotThereFromOneThatIsNotYet() throws Exception {
    JsonNode future = rpc.error("chain_getBlock", "[\"1000000000000000\"]");
    JsonNode unknown = rpc.error("chain_getBlock", "[\"" + "0".repeat(64) + "\"]");

    assertEquals(1103, future.path("code").asInt());
    assertEquals("HEIGHT_IN_FUTURE", future.path("data").path("kind").asString());
    assertTrue(future.path("data").path("retryable").asBoolean());
    assertEquals(1101, unknown.path("code").asInt());
  }

  @Test
  void givesAmountsBeyondJsonNumbersExactly() throws Exception {
    JsonNode account = rpc.value("account_get", "[\"" + ALICE + "\"]");

    assertTrue(account.path("balance").isString());
    assertEquals("18446744073709551615", account.path("balance").asString());
    assertTrue(account.path("exists").asBoolean());
  }

  @Test
  void givesAnAccountThatNeverWasAsEmpty() throws Exception {
    PublicKey nobody = FakeNode.key(0x77);

    JsonNode account =
        rpc.value("account_get", "[\"" + new Address(NetworkKind.TEST, nobody) + "\"]");

    assertFalse(account.path("exists").asBoolean());
    assertEquals("0", account.path("balance").asString());
    assertEquals("0", account.path("nextNonce").asString());
  }

  @Test
  void refusesAnAddressOfTheOtherKindOfNetwork() throws Exception {
    String main = new Address(NetworkKind.MAIN, FakeNode.ALICE).toString();

    JsonNode error = rpc.error("account_get", "[\"" + main + "\"]");

    assertEquals("address", error.path("data").path("field").asString());
    assertTrue(error.path("data").path("hint").asString().contains("main network"));
  }

  @Test
  void waitsForALeastHeight() throws Exception {
    var asked =
        rpc.ask(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"account_get\","
                + ("\"params\":{\"address\":\"" + ALICE + "\",\"minHeight\":\"1\"}}"));
    rpc.node.awaitWaiter();
    rpc.node.makeBlock();

    JsonNode response = RpcClientFixture.json(asked);

    assertEquals("1", response.path("result").path("context").path("height").asString());
  }

  @Test
  void saysWhereALeastHeightIsNotReached() throws Exception {
    JsonNode atOnce = rpc.error("chain_getInfo", "{\"minHeight\":\"5\",\"timeoutMillis\":0}");
    JsonNode later = rpc.error("chain_getInfo", "{\"minHeight\":\"5\",\"timeoutMillis\":20}");

    assertEquals(1103, atOnce.path("code").asInt());
    assertEquals(atOnce, later);
    assertEquals("5", later.path("data").path("actual").asString());
    assertEquals(0, rpc.node.openWaits());
  }

  @Test
  void showsNodePeersAndMempool() throws Exception {
    JsonNode status = rpc.value("node_getStatus", "[]");
    JsonNode peers = rpc.value("node_getPeers", "{}");
    JsonNode mempool = rpc.value("mempool_getInfo", "[]");

    assertEquals("validator", status.path("role").asString());
    assertTrue(status.path("ready").asBoolean());
    assertEquals("18", status.path("consensus").path("view").asString());
    assertEquals(4, status.path("consensus").path("validators").size());
    assertTrue(status.path("nodeId").asString().startsWith("cairnnode1"));
    assertEquals(1, peers.path("count").asInt());
    assertEquals("outbound", peers.path("peers").get(0).path("direction").asString());
    assertEquals(50_000, mempool.path("maxTransactions").asInt());
  }

  // ---- transactions

  @Test
  void takesATransactionTwiceWithoutAnError() throws Exception {
    JsonNode first = submit(FakeNode.payment(0));
    JsonNode second = submit(FakeNode.payment(0));
    rpc.node.makeBlock();
    JsonNode third = submit(FakeNode.payment(0));

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
                + submission(FakeNode.payment(0))
                + ","
                + submission(FakeNode.payment(1))
                + ",{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx_submit\",\"params\":[\"zz\"]},"
                + submission(FakeNode.payment(2))
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

    JsonNode error = rpc.error("tx_submit", "[\"" + hex(FakeNode.payment(0)) + "\"]");

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

      JsonNode error = rpc.error("tx_submit", "[\"" + hex(FakeNode.payment(0)) + "\"]");

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

    JsonNode error = rpc.error("tx_submit", "[\"" + hex(FakeNode.payment(0)) + "\"]");

    assertEquals(-32003, error.path("code").asInt());
    assertTrue(error.path("data").path("retryable").asBoolean());
  }

  @Test
  void givesATransactionWithItsContent() throws Exception {
    submit(FakeNode.payment(0));
    rpc.node.makeBlock();

    JsonNode transaction = rpc.value("tx_get", "[\"" + id(FakeNode.payment(0)) + "\"]");

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

  // ---- tx_wait

  @Test
  void waitsUntilATransactionIsFinal() throws Exception {
    submit(FakeNode.payment(0));

    var asked = rpc.ask(wait(FakeNode.payment(0), 30_000));
    rpc.node.awaitWaiter();
    rpc.node.makeBlock();

    JsonNode value = RpcClientFixture.json(asked).path("result").path("value");
    assertEquals("final", value.path("status").asString());
    assertEquals(0, rpc.node.openWaits());
  }

  @Test
  void endsAWaitWithWhatIsKnown() throws Exception {
    submit(FakeNode.payment(0));

    JsonNode late = rpc.call(wait(FakeNode.payment(0), 10));
    JsonNode atOnce = rpc.call(wait(FakeNode.payment(1), 0));

    assertEquals("pending", late.path("result").path("value").path("status").asString());
    assertEquals("unknown", atOnce.path("result").path("value").path("status").asString());
  }

  @Test
  void endsWaitsAtOnceWhenTheClientHasNothingMoreToSay() throws Exception {
    var asked = rpc.ask(wait(FakeNode.payment(0), 30_000));
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::hurry);

    assertEquals(
        "unknown",
        RpcClientFixture.json(asked).path("result").path("value").path("status").asString());
    assertEquals(0, rpc.node.openWaits());
  }

  @Test
  void endsAWaitForAHeightAtOnceWhenTheClientHasNothingMoreToSay() throws Exception {
    var asked =
        rpc.ask(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain_getInfo\","
                + "\"params\":{\"minHeight\":\"5\",\"timeoutMillis\":30000}}");
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::hurry);

    assertEquals(1103, RpcClientFixture.json(asked).path("error").path("code").asInt());
  }

  @Test
  void givesUpTheWaitsOfAClientThatWent() throws Exception {
    var asked = rpc.ask("[" + wait(FakeNode.payment(0), 30_000) + "]");
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::abandon);
    rpc.onLoop(() -> {});

    assertEquals(0, rpc.node.openWaits());
    assertFalse(asked.reply().isDone());
  }

  @Test
  void countsCallsByMethodAndOutcome() throws Exception {
    rpc.call("mempool_getInfo", "[]");
    rpc.call("no_such", "[]");
    rpc.call("account_get", "[]");

    String metrics = rpc.node.meters().scrape();

    assertTrue(
        metrics.contains("cairn_rpc_requests_total{code=\"0\",method=\"mempool_getInfo\"} 1"));
    assertTrue(metrics.contains("cairn_rpc_requests_total{code=\"-32601\",method=\"unknown\"} 1"));
    assertTrue(
        metrics.contains("cairn_rpc_requests_total{code=\"-32602\",method=\"account_get\"} 1"));
    assertTrue(metrics.contains("cairn_rpc_duration_seconds_count{method=\"mempool_getInfo\"} 1"));
  }

  private String statusOf(TransactionId id, TransactionStatus status) throws Exception {
    rpc.node.makeKnown(id, status);
    JsonNode value = rpc.value("tx_get", "[\"" + id + "\"]");
    assertEquals(id.toString(), value.path("txId").asString());
    return value.path("status").asString();
  }

  private JsonNode submit(Transaction transaction) throws Exception {
    return rpc.call(submission(transaction)).path("result").path("value");
  }

  private String submission(Transaction transaction) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx_submit\",\"params\":[\""
        + hex(transaction)
        + "\",\""
        + rpc.node.genesisHash()
        + "\"]}";
  }

  private String wait(Transaction transaction, int millis) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx_wait\",\"params\":[\""
        + id(transaction)
        + "\","
        + millis
        + "]}";
  }

  private String id(Transaction transaction) {
    return transaction.id(rpc.node.genesisHash()).toString();
  }

  private static String hex(Transaction transaction) {
    return HexFormat.of().formatHex(transaction.encoded());
  }

  private static String upper(String text) {
    return text.toUpperCase(java.util.Locale.ROOT);
  }
}
