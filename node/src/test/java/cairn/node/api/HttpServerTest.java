package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the HTTP port answers to single requests, good and bad, sent byte for byte.
class HttpServerTest {
  private static HttpFixture http;

  @BeforeAll
  static void start() {
    http = new HttpFixture();
  }

  @AfterAll
  static void stop() throws IOException {
    http.close();
  }

  // ---- paths

  @Test
  void answersACall() throws IOException {
    HttpFixture.Response response = http.exchange(HttpFixture.post(HttpFixture.CHAIN_INFO));

    assertEquals(200, response.status());
    assertEquals("application/json", response.header("content-type"));
    assertEquals("no-store", response.header("cache-control"));
    assertEquals("nosniff", response.header("x-content-type-options"));
    assertFalse(response.headers().containsKey("access-control-allow-origin"));
    assertTrue(response.json().path("result").has("context"));
  }

  @Test
  void answersErrorsOfJsonRpcWithHttp200AndNotificationsWith204() throws IOException {
    HttpFixture.Response wrong = http.exchange(HttpFixture.post("nonsense"));
    HttpFixture.Response notification =
        http.exchange(HttpFixture.post("{\"jsonrpc\":\"2.0\",\"method\":\"chain_getInfo\"}"));

    assertEquals(200, wrong.status());
    assertEquals(-32700, wrong.json().path("error").path("code").asInt());
    assertTrue(wrong.json().path("id").isNull());
    assertEquals(204, notification.status());
    assertEquals("", notification.text());
  }

  @Test
  void namesItsPathsAtTheRoot() throws IOException {
    JsonNode index = http.exchange(HttpFixture.get("/")).json();

    for (JsonNode path : index.path("paths")) {
      int status = http.exchange(HttpFixture.get(path.asString())).status();
      assertEquals(path.asString().equals("/rpc") ? 405 : 200, status);
    }
  }

  @Test
  void answersHeadWithTheHeadersOfGet() throws IOException {
    try (var connection = http.connect()) {
      connection.send(
          "HEAD /livez HTTP/1.1\r\nHost: localhost\r\n\r\n" + HttpFixture.get("/livez"));
      // The body that Content-Length announces does not come: next is the second response.
      String both =
          new String(connection.send("").receiveRaw("{\"status\":\"ok\"}"), StandardCharsets.UTF_8);

      assertEquals(2, both.split("content-length: 15", -1).length - 1);
      assertEquals(1, both.split("\\{\"status\"", -1).length - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "TRACE", "DELETE", "OPTIONS", "GET", "HEAD", "PATCH", "CONNECT"})
  void takesOnlyPostForCalls(String method) throws IOException {
    try (var connection = http.connect()) {
      connection.send(method + " /rpc?method=chain_getInfo HTTP/1.1\r\nHost: localhost\r\n\r\n");
      String head = new String(connection.receiveRaw("\r\n\r\n"), StandardCharsets.UTF_8);

      assertTrue(head.startsWith("HTTP/1.1 405 "), head);
      assertTrue(head.contains("allow: POST"));
      assertFalse(head.contains("access-control"));
    }
  }

  @Test
  void takesNoPostElsewhere() throws IOException {
    HttpFixture.Response response = http.exchange(HttpFixture.post("{}").replace("/rpc", "/livez"));

    assertEquals(405, response.status());
    assertEquals("GET, HEAD", response.header("allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nope", "/rpc/", "//rpc", "/RPC", "/rpc%2f", "/../etc/passwd", "/livezz"})
  void hasNoOtherPaths(String path) throws IOException {
    assertEquals(404, http.exchange(HttpFixture.get(path)).status());
  }

  // ---- health and metrics

  @Test
  void isReadyWhereAllChecksHold() throws IOException {
    HttpFixture.Response response = http.exchange(HttpFixture.get("/readyz?verbose"));

    assertEquals(200, response.status());
    assertTrue(response.json().path("ready").asBoolean());
    assertEquals("synced", response.json().path("checks").get(0).path("name").asString());
    assertTrue(response.json().path("checks").get(0).path("ok").asBoolean());
  }

  @Test
  void isNotReadyWhereOneCheckFailsUnlessItIsExcluded() throws IOException {
    try (HttpFixture other = new HttpFixture()) {
      other.node.setChecks(
          List.of(
              new ReadinessCheck("synced", true, "At height 1 of 1."),
              new ReadinessCheck("peers", false, "1 of 3 validators is connected.")));

      HttpFixture.Response all = other.exchange(HttpFixture.get("/readyz"));
      HttpFixture.Response without = other.exchange(HttpFixture.get("/readyz?exclude=peers"));
      HttpFixture.Response wrong = other.exchange(HttpFixture.get("/readyz?exclude=pears"));

      assertEquals(503, all.status());
      assertFalse(all.json().path("ready").asBoolean());
      assertFalse(all.json().path("checks").get(1).path("ok").asBoolean());
      assertEquals(200, without.status());
      assertEquals(1, without.json().path("checks").size());
      assertEquals(400, wrong.status());
      assertEquals(200, other.exchange(HttpFixture.get("/livez")).status());
    }
  }

  @Test
  void showsMetricsUnderItsPrefix() throws IOException {
    http.exchange(HttpFixture.post(HttpFixture.CHAIN_INFO));
    HttpFixture.Response response = http.exchange(HttpFixture.get("/metrics"));

    assertTrue(response.header("content-type").startsWith("text/plain; version=0.0.4"));
    for (String name :
        List.of(
            "cairn_consensus_height",
            "cairn_consensus_view",
            "cairn_consensus_missing_validators 1.0",
            "cairn_consensus_validator_last_vote_view{validator=\"node-1\"} 17.0",
            "cairn_mempool_txs",
            "cairn_p2p_peers{direction=\"outbound\"} 1.0",
            "cairn_ready_check{check=\"synced\"} 1.0",
            "cairn_rpc_requests_total{code=\"0\",method=\"chain_getInfo\"}",
            "cairn_http_connections",
            "cairn_build_info{",
            "jvm_memory_used_bytes")) {
      assertTrue(response.text().contains("\n" + name), name);
    }
  }

  @Test
  void refusesAQueryThatIsNoQuery() throws IOException {
    for (String query : List.of("%zz", "exclude=%", "exclude=%c3%28%", "a=1")) {
      HttpFixture.Response response = http.exchange(HttpFixture.get("/readyz?" + query));

      assertEquals(400, response.status(), query);
    }
  }

  // ---- Host and Origin

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LocalHost:8640, 200",
    "127.0.0.1:9, 200",
    "[::1]:8640, 200",
    "node-1.example:80, 200",
    "evil.example, 403",
    "localhost.evil.example, 403",
    "evil.example:8640, 403",
    "10.1.2.3:8640, 403",
    "localhost:8640:1, 403",
    "localhost@evil.example, 403",
    "localhost:, 403",
    "'', 403"
  })
  void answersOnlyToNamesThatItKnows(String host, int status) throws IOException {
    HttpFixture.Response response =
        http.exchange("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

    assertEquals(status, response.status());
  }

  @Test
  void refusesARequestWithoutExactlyOneHost() throws IOException {
    assertEquals(400, http.exchange("GET /livez HTTP/1.1\r\n\r\n").status());
    assertEquals(400, http.exchange("GET /livez HTTP/1.0\r\n\r\n").status());
    assertEquals(
        400,
        http.exchange("GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
            .status());
    assertEquals(
        400,
        http.exchange("GET http://localhost/livez HTTP/1.1\r\nHost: localhost\r\n\r\n").status());
  }

  @Test
  void refusesCallsFromPagesOfOtherOrigins() throws IOException {
    for (String origin : List.of("http://evil.example", "null", "http://localhost:81", "")) {
      HttpFixture.Response response =
          http.exchange(HttpFixture.post(HttpFixture.CHAIN_INFO, "Origin: " + origin + "\r\n"));

      assertEquals(403, response.status());
      assertFalse(response.headers().containsKey("access-control-allow-origin"));
    }
    assertEquals(
        200,
        http.exchange(HttpFixture.post(HttpFixture.CHAIN_INFO, "Origin: http://localhost\r\n"))
            .status());
  }

  @Test
  void answersNoPreflight() throws IOException {
    HttpFixture.Response response =
        http.exchange(
            "OPTIONS /rpc HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                + "Access-Control-Request-Method: POST\r\n\r\n");

    assertEquals(405, response.status());
    assertFalse(response.headers().containsKey("access-control-allow-origin"));
  }

  // ---- faults

  @Test
  void neverShowsItsInsides() throws IOException {
    try (HttpFixture other = new HttpFixture()) {
      other.node.failToRead();
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"account_get\",\"params\":[\""
              + new cairn.ledger.Address(cairn.ledger.NetworkKind.TEST, FakeNode.ALICE)
              + "\"]}";

      HttpFixture.Response response = other.exchange(HttpFixture.post(call));

      assertEquals(-32603, response.json().path("error").path("code").asInt());
      assertFalse(response.text().contains("Exception"));
      assertFalse(response.text().contains("/secret"));
      assertFalse(response.text().contains("cairn.node"));
    }
  }

  @Test
  void saysWhereItCannotListen() {
    InetSocketAddress taken = http.server.address();
    try (FakeNode node = new FakeNode()) {
      HttpServerException failure =
          assertThrows(
              HttpServerException.class,
              () ->
                  HttpServer.bind(
                      HttpConfig.of(taken), node, RpcClientFixture.CLOCK, (_, _) -> {}));

      assertTrue(failure.getMessage().contains(":" + taken.getPort()));
    }
  }
}
