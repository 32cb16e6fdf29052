package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// [JsonPost] against servers that are not as they should be.
class JsonPostTest {
  private static final Duration FAR = Duration.ofSeconds(20);

  private final ServerSocket listener = listener();
  private final ExecutorService server = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() throws IOException {
    listener.close();
    server.shutdownNow();
  }

  @Test
  void readsAnAnswerWhole() {
    serve("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "");

    assertArrayEquals("{}".getBytes(StandardCharsets.UTF_8), send(FAR));
  }

  @Test
  void theLimitHoldsUntilTheLastByte() {
    serve("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", "");

    NodeException.Unreachable failure =
        assertTimeoutPreemptively(FAR, () -> failure(Duration.ofMillis(200)));

    assertEquals("no answer from " + url() + "/rpc: it took too long", failure.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 999999999999\r\n\r\n", "\r\n"})
  void anAnswerWithoutEndIsCutOff(String headers) {
    serve("HTTP/1.1 200 OK\r\n" + headers, "x".repeat(1 << 16));

    NodeException.Unreachable failure = assertTimeoutPreemptively(FAR, () -> failure(FAR));

    assertTrue(failure.text().contains("capacity"), failure::text);
  }

  @Test
  void anAnswerThatBreaksOffIsNone() throws IOException {
    serve("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "close");

    assertTrue(failure(FAR).text().startsWith("no answer from "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1:8640", "ftp://127.0.0.1", "http://", "http:///x", "a b"})
  void refusesWhatIsNoAddressOfANode(String url) {
    assertThrows(IllegalArgumentException.class, () -> new JsonPost(url));
  }

  private NodeException.Unreachable failure(Duration limit) {
    return assertThrows(NodeException.Unreachable.class, () -> send(limit));
  }

  private byte[] send(Duration limit) {
    try (JsonPost post = new JsonPost(url())) {
      return post.send("{}".getBytes(StandardCharsets.UTF_8), limit);
    }
  }

  private String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /// Answers one connection with `head`, then with `more` again and again, or `close`s it.
  private void serve(String head, String more) {
    server.execute(() -> {
      try (Socket socket = listener.accept();
          OutputStream out = socket.getOutputStream()) {
        int read = socket.getInputStream().read(new byte[4096]);
        assertTrue(read > 0);
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.flush();
        byte[] rest = more.getBytes(StandardCharsets.UTF_8);
        while (rest.length > 10) {
          out.write(rest);
        }
        while (more.isEmpty() && socket.getInputStream().read() >= 0) {
          // Silent until the client gives up.
        }
      } catch (SocketException e) {
        // The client gave up.
        return;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
