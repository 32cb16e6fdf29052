package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How connections live and end: pipelining, time limits, numbers, slow and vanished clients.
class HttpConnectionTest {
  private static final Duration SHORT = Duration.ofMillis(60);
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void answersManyRequestsOnOneConnection() throws IOException {
    try (HttpFixture http = new HttpFixture();
        var connection = http.connect()) {
      for (int i = 0; i < 100; i++) {
        HttpFixture.Response response =
            connection.send(HttpFixture.post(HttpFixture.CHAIN_INFO)).receive();

        assertEquals(200, response.status());
        assertFalse(response.isLast());
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (HttpFixture http = new HttpFixture();
        var connection = http.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 3_000; i++) {
        requests.append(
            switch (i % 3) {
              case 0 -> call(i, "mempool_getInfo", "[]");
              case 1 -> call(i, "no_such", "[]");
              default -> call(i, "tx_wait", "[\"" + "0".repeat(64) + "\",0]");
            });
        if (i % 7 == 0) {
          requests.append(HttpFixture.get("/livez"));
        }
      }
      Thread.ofVirtual().start(() -> sendQuietly(connection, requests.toString()));

      for (int i = 0; i < 3_000; i++) {
        assertEquals(i, connection.receive().json().path("id").asInt());
        if (i % 7 == 0) {
          assertEquals("{\"status\":\"ok\"}", connection.receive().text());
        }
      }
    }
  }

  @Test
  void holdsAPipelinedRequestBackUntilTheOneBeforeItIsAnswered() throws Exception {
    try (HttpFixture http = new HttpFixture();
        var connection = http.connect()) {
      submit(http, 0);
      connection.send(waitFor(http, 0, 30_000) + call(2, "mempool_getInfo", "[]"));
      http.node.awaitWaiter();

      http.node.makeBlock();

      assertEquals(
          "final",
          connection.receive().json().path("result").path("value").path("status").asString());
      assertEquals(2, connection.receive().json().path("id").asInt());
    }
  }

  @Test
  void refusesBodiesWhileTooManyAreUnderWayAndTakesThemAgainAfterwards() throws IOException {
    try (HttpFixture http = new HttpFixture()) {
      byte[] most = new byte[HttpLimits.MAX_BODY_BYTES - 1];
      String head = HttpFixture.post("").replace("Content-Length: 0", "Content-Length: 1048576");
      List<HttpFixture.Connection> unfinished = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        unfinished.add(http.connect().send(head).send(most));
      }
      // Each of those has room for its last byte, but there is none for anything else.
      awaitBodyBytes(http, 16 * most.length);
      HttpFixture.Response refused = http.exchange(HttpFixture.post(" ".repeat(100)));
      for (HttpFixture.Connection connection : unfinished) {
        connection.close();
      }
      awaitBodyBytes(http, 0);

      assertEquals(503, refused.status());
      assertTrue(refused.isLast());
      assertEquals(200, http.exchange(HttpFixture.post(HttpFixture.CHAIN_INFO)).status());
    }
  }

  /// Asks until so much has arrived, since bytes take their time between two sockets.
  private static void awaitBodyBytes(HttpFixture http, long bytes) throws IOException {
    String wanted = "cairn_http_body_bytes " + (double) bytes + "\n";
    String metrics = "";
    for (int i = 0; i < 5_000 && !metrics.contains(wanted); i++) {
      metrics = http.exchange(HttpFixture.get("/metrics")).text();
    }
    assertTrue(metrics.contains(wanted), metrics);
  }

  @Test
  void closesAfterTheAnswerWhereTheClientAsksForIt() throws IOException {
    try (HttpFixture http = new HttpFixture()) {
      try (var connection = http.connect()) {
        HttpFixture.Response response =
            connection
                .send(HttpFixture.post(HttpFixture.CHAIN_INFO, "Connection: close\r\n"))
                .receive();

        assertTrue(response.isLast());
        assertTrue(connection.isClosed());
      }
      try (var old = http.connect()) {
        HttpFixture.Response response =
            old.send(HttpFixture.get("/livez").replace("HTTP/1.1", "HTTP/1.0")).receive();

        assertEquals(200, response.status());
        assertTrue(old.isClosed());
      }
    }
  }

  @Test
  void answersAClientThatClosedItsSideAfterTheRequest() throws IOException {
    try (HttpFixture http = new HttpFixture();
        var connection = http.connect()) {
      connection
          .send(HttpFixture.post(HttpFixture.CHAIN_INFO) + HttpFixture.get("/livez"))
          .endOutput();

      assertTrue(connection.receive().json().has("result"));
      assertEquals("{\"status\":\"ok\"}", connection.receive().text());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void endsTheWaitOfAClientThatClosedItsSide() throws Exception {
    try (HttpFixture http = new HttpFixture();
        var connection = http.connect()) {
      connection.send(waitFor(http, 0, 30_000));
      http.node.awaitWaiter();
      connection.endOutput();

      JsonNode value = connection.receive().json().path("result").path("value");

      assertEquals("unknown", value.path("status").asString());
      assertEquals(0, http.node.openWaits());
    }
  }

  @Test
  void dropsARequestThatBreaksOff() throws IOException {
    try (HttpFixture http = new HttpFixture();
        var connection = http.connect()) {
      String request = HttpFixture.post(HttpFixture.CHAIN_INFO);

      connection.send(request.substring(0, request.length() - 5)).endOutput();

      assertTrue(connection.isClosed());
    }
  }

  // ---- time

  @Test
  void limitsTheTimeOfHeaders() throws IOException {
    try (HttpFixture http = new HttpFixture(limits(SHORT, LONG, LONG));
        var connection = http.connect()) {
      HttpFixture.Response response =
          connection.send("POST /rpc HTTP/1.1\r\nHost: local").receive();

      assertEquals(408, response.status());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void limitsTheTimeOfHeadersThatTrickle() throws IOException {
    try (HttpFixture http = new HttpFixture(limits(SHORT, LONG, LONG));
        var connection = http.connect()) {
      Thread.ofVirtual()
          .start(() -> sendQuietly(connection, "GET /livez HTTP/1.1\r\n" + "X-A: 1\r\n"));

      assertEquals(408, connection.receive().status());
    }
  }

  @Test
  void limitsTheTimeOfABody() throws IOException {
    try (HttpFixture http = new HttpFixture(limits(LONG, SHORT, LONG));
        var connection = http.connect()) {
      String request = HttpFixture.post(HttpFixture.CHAIN_INFO);
      connection.send(request.substring(0, request.length() - 1));

      assertEquals(408, connection.receive().status());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void closesAnIdleConnectionWithoutAWord() throws IOException {
    try (HttpFixture http = new HttpFixture(limits(SHORT, SHORT, SHORT));
        var fresh = http.connect();
        var used = http.connect()) {
      used.send(HttpFixture.get("/livez")).receive();

      assertTrue(fresh.isClosed());
      assertTrue(used.isClosed());
    }
  }

  @Test
  void letsAWaitTakeLongerThanTheTimeLimits() throws Exception {
    try (HttpFixture http = new HttpFixture(limits(SHORT, SHORT, SHORT));
        var connection = http.connect();
        var idle = http.connect()) {
      submit(http, 0);
      connection.send(waitFor(http, 0, 30_000));
      http.node.awaitWaiter();
      assertTrue(idle.isClosed()); // The limits are over now.

      http.node.makeBlock();

      assertEquals(200, connection.receive().status());
    }
  }

  // ---- numbers

  @Test
  void limitsTheConnectionsOfOneAddress() throws IOException {
    HttpLimits limits = new HttpLimits(LONG, LONG, LONG, LONG, 1024, 64, 3);
    try (HttpFixture http = new HttpFixture(limits)) {
      List<HttpFixture.Connection> open = open(http, 3);

      HttpFixture.Response refused = http.connect().receive();
      open.getFirst()
          .send(HttpFixture.get("/livez").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      open.getFirst().receive();
      assertTrue(open.getFirst().isClosed());
      open.getFirst().close();

      assertEquals(503, refused.status());
      assertEquals("5", refused.header("retry-after"));
      assertTrue(refused.json().path("error").isString());
      assertEquals(200, eventuallyAccepted(http));
    }
  }

  @Test
  void limitsAllConnections() throws IOException {
    HttpLimits limits = new HttpLimits(LONG, LONG, LONG, LONG, 5, 64, 512);
    try (HttpFixture http = new HttpFixture(limits)) {
      open(http, 5);

      assertEquals(503, http.connect().receive().status());
    }
  }

  @Test
  void givesUpTheWaitsOfAClientThatVanished() throws Exception {
    try (HttpFixture http = new HttpFixture()) {
      var connection = http.connect();
      connection.send(waitFor(http, 0, 30_000));
      http.node.awaitWaiter();

      connection.close();

      // Another client's wait ends by its time; by then the first one was noticed.
      for (int i = 0; i < 100 && http.node.openWaits() > 0; i++) {
        http.exchange(waitFor(http, 1, 20));
      }
      assertEquals(0, http.node.openWaits());
    }
  }

  @Test
  void goesOnServingWhileManyClientsAskForTheHeaviest() throws Exception {
    try (HttpFixture http = new HttpFixture()) {
      for (int i = 0; i < 2_000; i++) {
        submit(http, i);
      }
      http.node.makeBlock();
      String heaviest =
          "["
              + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain_getBlock\",\"params\":[\"1\",\"full\"]},"
                  .repeat(99)
              + HttpFixture.CHAIN_INFO
              + "]";
      List<HttpFixture.Connection> slow = open(http, 2);
      for (HttpFixture.Connection connection : slow) {
        connection.send(HttpFixture.post(heaviest));
      }

      assertEquals(200, http.exchange(HttpFixture.get("/livez")).status());
      HttpFixture.Response first = slow.getFirst().receive();
      assertTrue(first.bytes().length <= Json.MAX_RESPONSE_BYTES + 100_000);
      JsonNode responses = first.json();
      assertEquals(100, responses.size());
      assertTrue(responses.get(0).has("result"));
      assertEquals(-32004, responses.get(98).path("error").path("code").asInt());
    }
  }

  // ---- the end

  @Test
  void finishesWhatIsUnderWayWhenItStops() throws Exception {
    HttpFixture http = new HttpFixture();
    var connection = http.connect();
    var idle = http.connect();
    idle.send(HttpFixture.get("/livez")).receive();
    connection.send(waitFor(http, 0, 30_000));
    http.node.awaitWaiter();

    Thread stopping = Thread.ofPlatform().start(http.server::close);

    HttpFixture.Response response = connection.receive();
    assertEquals(200, response.status());
    assertTrue(response.isLast());
    assertTrue(idle.isClosed());
    stopping.join(5_000);
    assertFalse(stopping.isAlive());
    http.close();
  }

  private static HttpLimits limits(Duration header, Duration body, Duration idle) {
    return new HttpLimits(header, body, idle, LONG, 1024, 64, 512);
  }

  private static String call(int id, String method, String params) {
    return HttpFixture.post(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
  }

  private static void submit(HttpFixture http, int nonce) throws IOException {
    http.node.submit(List.of(FakeNode.payment(nonce).encoded()), _ -> {});
  }

  private static String waitFor(HttpFixture http, int nonce, int millis) {
    return call(
        1,
        "tx_wait",
        "[\"" + FakeNode.payment(nonce).id(http.node.genesisHash()) + "\"," + millis + "]");
  }

  private static List<HttpFixture.Connection> open(HttpFixture http, int count) throws IOException {
    List<HttpFixture.Connection> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      HttpFixture.Connection connection = http.connect();
      assertEquals(200, connection.send(HttpFixture.get("/livez")).receive().status());
      open.add(connection);
    }
    return open;
  }

  /// The status of the first answer that is no 503: the server notices a closed connection a moment
  /// after the client.
  private static int eventuallyAccepted(HttpFixture http) throws IOException {
    for (int i = 0; i < 100; i++) {
      try (var connection = http.connect()) {
        int status = connection.send(HttpFixture.get("/livez")).receive().status();
        if (status != 503) {
          return status;
        }
      } catch (EOFException e) {
        // It was closed before the request came.
      }
    }
    return 503;
  }

  private static void sendQuietly(HttpFixture.Connection connection, String text) {
    try {
      connection.send(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
