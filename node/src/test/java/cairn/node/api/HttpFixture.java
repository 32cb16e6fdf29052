package cairn.node.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server over a [FakeNode], and plain sockets to it that send exactly what a test says.
final class HttpFixture implements AutoCloseable {
  static final HttpLimits PATIENT =
      new HttpLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          1024,
          64,
          512);
  static final String CHAIN_INFO = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain_getInfo\"}";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  final FakeNode node = new FakeNode();
  final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
  final HttpServer server;
  private final List<Connection> connections = new ArrayList<>();

  HttpFixture() {
    this(PATIENT);
  }

  HttpFixture(HttpLimits limits) {
    server =
        HttpServer.bind(
                new HttpConfig(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    List.of("node-1.example"),
                    limits),
                node,
                RpcClientFixture.CLOCK,
                (_, fault) -> fatal.add(fault))
            .open();
  }

  record Response(int status, Map<String, String> headers, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return JSON.readTree(bytes);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    boolean isLast() {
      return header("connection").equals("close");
    }
  }

  /// One connection; everything on it fails after ten seconds.
  final class Connection implements AutoCloseable {
    private final Socket socket;

    Connection() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
      socket.setSoTimeout(10_000);
      connections.add(this);
    }

    Connection send(String text) throws IOException {
      return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Connection send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    }

    Connection endOutput() throws IOException {
      socket.shutdownOutput();
      return this;
    }

    Response receive() throws IOException {
      String status = line();
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new Response(
          Integer.parseInt(status.split(" ")[1]),
          headers,
          socket.getInputStream().readNBytes(length));
    }

    /// The bytes up to and with the first `end`.
    byte[] receiveRaw(String end) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (!all.toString(StandardCharsets.UTF_8).endsWith(end)) {
        int b = socket.getInputStream().read();
        if (b < 0) {
          throw new EOFException("closed after: " + all.toString(StandardCharsets.UTF_8));
        }
        all.write(b);
      }
      return all.toByteArray();
    }

    /// Whether the server closed its side without another byte.
    boolean isClosed() throws IOException {
      return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private String line() throws IOException {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("closed after: " + line);
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }
  }

  Connection connect() throws IOException {
    return new Connection();
  }

  /// Sends a text on a connection of its own, and receives one response.
  Response exchange(String text) throws IOException {
    try (Connection connection = connect()) {
      return connection.send(text).receive();
    }
  }

  static String post(String body) {
    return post(body, "");
  }

  /// @param headers more header lines, each with its end
  static String post(String body, String headers) {
    return "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    server.close();
    node.close();
  }
}
