package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real validator behind its HTTP port: what becomes of transactions, good and bad.
class NodeRpcTest {
  private static final PublicKey RECIPIENT = LocalNodes.key(5_000).publicKey();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private static LocalNodes nodes;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    nodes = LocalNodes.create(folder, 1, 4);
    client = HttpClient.newHttpClient();
    nodes.start(0);
    nodes.awaitHeight(0, new Height(1));
  }

  @AfterAll
  static void stop() {
    client.close();
    nodes.close();
  }

  @Test
  void countsWhatItDropsAndPunishes() throws Exception {
    URI metrics = URI.create(nodes.rpcUrl(0)).resolve("/metrics");

    String text =
        client
            .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();

    for (String line :
        List.of(
            "cairn_consensus_equivocations_total 0.0",
            "cairn_consensus_events_dropped_total 0.0",
            "cairn_consensus_turns_total ",
            "cairn_journal_syncs_total ",
            "cairn_votes_verified_total ",
            "cairn_votes_dropped_total 0.0",
            "cairn_verifier_refused_total 0.0",
            "cairn_p2p_messages_unwanted_total ",
            "cairn_p2p_penalties_total 0.0")) {
      assertTrue(text.contains("\n" + line), line);
    }
  }

  @Test
  void takesAGoodTransactionToItsEndAndTellsItAgain() throws Exception {
    Transaction transaction = nodes.transfer(0, 0, RECIPIENT, 7);

    JsonNode submitted = value(submit(transaction.encoded()));
    JsonNode waited = value(call("tx_wait", "\"" + nodes.id(transaction) + "\",30000"));
    JsonNode again = value(submit(transaction.encoded()));

    assertEquals("pending", submitted.path("status").asString());
    assertEquals("final", waited.path("status").asString());
    assertEquals(nodes.id(transaction).toString(), waited.path("txId").asString());
    assertEquals(1, waited.path("signers").size());
    assertEquals(waited, again);

    JsonNode other = refused(nodes.transfer(0, 0, RECIPIENT, 8), 1002, "NONCE_TOO_LOW");
    assertEquals("1", other.path("data").path("expected").asString());
    assertEquals("0", other.path("data").path("actual").asString());
  }

  @Test
  void refusesATransactionThatIsMeantForAnotherNetwork() throws Exception {
    String hex = HexFormat.of().formatHex(nodes.transfer(1, 0, RECIPIENT, 1).encoded());

    JsonNode response = call("tx_submit", "\"" + hex + "\",\"" + "0".repeat(64) + "\"");

    assertRefused(response, 1006, "WRONG_CHAIN");
  }

  @Test
  void refusesASignatureThatIsForAnotherNetworkOrBroken() throws Exception {
    TransactionBody body = nodes.body(1, 0, RECIPIENT, 1);
    var elsewhere = new TransactionVerifier(Hash.ZERO, LocalNodes.ED25519);
    byte[] broken = nodes.signed(1, body).encoded().clone();
    broken[broken.length - 1] ^= 1;

    refused(elsewhere.signed(body, List.of(nodes.account(1))), 1005, "BAD_SIGNATURE");
    assertRefused(submit(broken), 1005, "BAD_SIGNATURE");
  }

  @Test
  void refusesATransactionThatSomebodyElseSigned() throws Exception {
    assertEquals(
        "WRONG_SIGNERS", kind(submit(nodes.signed(2, nodes.body(1, 0, RECIPIENT, 1)).encoded())));
  }

  @Test
  void refusesAnOperationOfAnUnknownType() throws Exception {
    byte[] bytes = nodes.transfer(1, 0, RECIPIENT, 1).encoded().clone();
    bytes[indexOf(bytes, RECIPIENT.bytes()) - 1] = 9;

    assertEquals("MALFORMED", kind(submit(bytes)));
  }

  @Test
  void refusesEveryCutOfATransactionAndWhatFollowsOne() throws Exception {
    byte[] bytes = nodes.transfer(1, 0, RECIPIENT, 1).encoded();
    for (int length = 1; length < bytes.length; length += 7) {
      assertEquals("MALFORMED", kind(submit(Arrays.copyOf(bytes, length))), "cut to " + length);
    }

    assertEquals("MALFORMED", kind(submit(Arrays.copyOf(bytes, bytes.length + 1))));
  }

  @Test
  void refusesATransactionThatIsTooLarge() throws Exception {
    JsonNode response = submit(new byte[Transaction.MAX_BYTES + 1]);

    assertEquals("TOO_LARGE", kind(response));
  }

  @Test
  void refusesANonceFarAhead() throws Exception {
    refused(nodes.transfer(1, 1_000_000, RECIPIENT, 1), 1003, "NONCE_GAP");
  }

  @Test
  void refusesWhatTheAccountDoesNotHave() throws Exception {
    refused(nodes.transfer(1, 0, RECIPIENT, 1_000_000_000_001L), 1001, "INSUFFICIENT_FUNDS");
  }

  @Test
  void refusesATransactionWhoseTimeIsOverOrTooFarAhead() throws Exception {
    long day = 86_400_000;
    long now = System.currentTimeMillis();

    refused(nodes.signed(1, until(now - day)), 1004, "EXPIRED");
    assertEquals(
        "VALID_UNTIL_TOO_FAR", kind(submit(nodes.signed(1, until(now + 3 * day)).encoded())));
  }

  @Test
  void refusesAFeeBelowTheRate() throws Exception {
    TransactionBody body = nodes.body(1, 0, RECIPIENT, 1);
    TransactionBody cheap =
        new TransactionBody(
            body.protocol(),
            body.sender(),
            body.nonce(),
            Amount.of(1),
            body.validUntil(),
            body.memo(),
            body.operations());

    refused(nodes.signed(1, cheap), 1007, "FEE_TOO_LOW");
  }

  private static TransactionBody until(long millis) {
    TransactionBody body = nodes.body(1, 0, RECIPIENT, 1);
    return new TransactionBody(
        body.protocol(),
        body.sender(),
        body.nonce(),
        body.fee(),
        new Timestamp(millis),
        body.memo(),
        body.operations());
  }

  private static JsonNode refused(Transaction transaction, int code, String kind) throws Exception {
    return assertRefused(submit(transaction.encoded()), code, kind);
  }

  private static JsonNode assertRefused(JsonNode response, int code, String kind) {
    assertEquals(kind, kind(response), response.toString());
    assertEquals(code, response.path("error").path("code").asInt());
    return response.path("error");
  }

  private static String kind(JsonNode response) {
    JsonNode data = response.path("error").path("data");
    assertTrue(data.has("hint"), response.toString());
    return data.path("kind").asString();
  }

  private static JsonNode value(JsonNode response) {
    assertTrue(response.has("result"), response.toString());
    return response.path("result").path("value");
  }

  private static JsonNode submit(byte[] transaction) throws Exception {
    return call("tx_submit", "\"" + HexFormat.of().formatHex(transaction) + "\"");
  }

  private static JsonNode call(String method, String params) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, params);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(nodes.rpcUrl(0)))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return JSON.readTree(response.body());
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
