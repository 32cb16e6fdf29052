package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import cairn.ledger.Address;
import cairn.ledger.NetworkKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The rules of JSON-RPC 2.0, and the methods that read.
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
    String submit = rpc.submission(FakeNode.payment(0)).replace("\"id\":1,", "");

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
        "account_get | {\"adress\": \"x\"} | adress",
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
    rpc.submit(FakeNode.payment(0));
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
    rpc.submit(FakeNode.payment(0));
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

  private static String upper(String text) {
    return text.toUpperCase(java.util.Locale.ROOT);
  }
}
