package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies, good and bad, and what is no HTTP at all, sent byte for byte.
class HttpBodyTest {
  private static HttpFixture http;

  @BeforeAll
  static void start() {
    http = new HttpFixture();
  }

  @AfterAll
  static void stop() throws IOException {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/json; charset=utf-16",
        "multipart/form-data",
        ""
      })
  void takesOnlyJson(String type) throws IOException {
    String request = HttpFixture.post(HttpFixture.CHAIN_INFO).replace("application/json", type);

    assertEquals(415, http.exchange(request).status());
  }

  @Test
  void takesJsonWithACharsetOfUtf8() throws IOException {
    String request =
        HttpFixture.post(HttpFixture.CHAIN_INFO)
            .replace("application/json", "Application/JSON ; charset=\"UTF-8\"");

    assertEquals(200, http.exchange(request).status());
  }

  @Test
  void refusesABodyWithoutAType() throws IOException {
    String request =
        HttpFixture.post(HttpFixture.CHAIN_INFO).replace("Content-Type: application/json\r\n", "");

    assertEquals(415, http.exchange(request).status());
  }

  @Test
  void unpacksNothing() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[1 << 20]);
    }
    for (String coding : List.of("gzip", "br", "deflate", "identity, gzip")) {
      try (var connection = http.connect()) {
        connection.send(
            "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + ("Content-Encoding: " + coding + "\r\nContent-Length: " + packed.size())
                + "\r\n\r\n");
        HttpFixture.Response response = connection.send(packed.toByteArray()).receive();

        assertEquals(415, response.status());
      }
    }
  }

  @Test
  void refusesABodyOfOneByteTooManyBeforeItComes() throws IOException {
    HttpFixture.Response response =
        http.exchange(
            "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + ("Content-Length: " + (HttpLimits.MAX_BODY_BYTES + 1) + "\r\n\r\n"));

    assertEquals(413, response.status());
    assertTrue(response.isLast());
  }

  @Test
  void tellsAClientThatSendsATooLargeBodyAnyway() throws IOException {
    try (var connection = http.connect()) {
      String body = " ".repeat(2 * HttpLimits.MAX_BODY_BYTES);

      assertEquals(413, connection.send(HttpFixture.post(body)).receive().status());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void refusesChunksThatComeToTooMuch() throws IOException {
    try (var connection = http.connect()) {
      connection.send(
          "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "40000\r\n" + " ".repeat(0x40000) + "\r\n";
      for (int i = 0; i < 5; i++) {
        connection.send(chunk);
      }

      assertEquals(413, connection.receive().status());
    }
  }

  @Test
  void takesABodyOfExactlyTheLimit() throws IOException {
    String body =
        HttpFixture.CHAIN_INFO
            + " ".repeat(HttpLimits.MAX_BODY_BYTES - HttpFixture.CHAIN_INFO.length());

    assertTrue(http.exchange(HttpFixture.post(body)).json().has("result"));
  }

  @Test
  void takesABodyInChunks() throws IOException {
    StringBuilder chunks = new StringBuilder();
    for (char c : HttpFixture.CHAIN_INFO.toCharArray()) {
      chunks.append("1\r\n").append(c).append("\r\n");
    }
    HttpFixture.Response response =
        http.exchange(
            "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + ("Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n"));

    assertTrue(response.json().has("result"));
  }

  @Test
  void asksForTheBodyOfAClientThatWaitsToBeAsked() throws IOException {
    try (var connection = http.connect()) {
      String request = HttpFixture.post(HttpFixture.CHAIN_INFO, "Expect: 100-continue\r\n");
      int end = request.indexOf("\r\n\r\n") + 4;

      assertEquals(100, connection.send(request.substring(0, end)).receive().status());
      assertEquals(200, connection.send(request.substring(end)).receive().status());
    }
  }

  @Test
  void refusesABodyWithAGet() throws IOException {
    HttpFixture.Response response =
        http.exchange("GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nabcd");

    assertEquals(400, response.status());
    assertTrue(response.isLast());
  }

  // ---- what is no HTTP

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: 2, 3\r\n\r\n{}",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 0x2\r\n\r\n{}",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
        "X y: 1\r\nContent-Length: 2\r\n\r\n{}",
        "X : 1\r\nContent-Length: 2\r\n\r\n{}",
        "X: a\u0000b\r\nContent-Length: 2\r\n\r\n{}"
      })
  void refusesHeadersThatCanBeReadInTwoWays(String rest) throws IOException {
    HttpFixture.Response response =
        http.exchange(
            "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + rest);

    assertEquals(400, response.status());
    assertTrue(response.isLast());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /livez HTTP/1.1\nHost: localhost\n\n",
        "POST /rpc HTTP/1.0\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET /livez\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "\u0001\u0002GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "G\u0000T /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void refusesWhatIsNoHttp11(String text) throws IOException {
    HttpFixture.Response response = http.exchange(text);

    assertEquals(400, response.status());
  }

  @Test
  void refusesALongRequestLineAndLongHeaders() throws IOException {
    String longPath = HttpFixture.get("/" + "a".repeat(HttpLimits.MAX_LINE_BYTES));
    String longHeader = "GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000);
    String manyHeaders =
        "GET /livez HTTP/1.1\r\nHost: localhost\r\n" + "X: 1\r\n".repeat(10_000) + "\r\n";

    HttpFixture.Response line = http.exchange(longPath);
    HttpFixture.Response header = http.exchange(longHeader + "\r\n\r\n");
    HttpFixture.Response headers = http.exchange(manyHeaders);

    assertEquals(List.of(414, 431, 431), List.of(line.status(), header.status(), headers.status()));
    assertTrue(line.isLast() && header.isLast() && headers.isLast());
  }
}
