package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Height;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `cairnd` says, and tells the shell, where it cannot do what it is asked for.
class CairnNodeTest {
  @TempDir Path folder;

  /// What one command left.
  private record Ended(int exit, String out, String err) {
    JsonNode json() {
      return JsonMapper.builder().build().readTree(out);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Usage: cairnd",
        "strat | Unmatched argument",
        "run --htp-port 1 | Unknown option",
        "run now | Unmatched argument",
        "init --genesis | genesis",
        "status -o xml | did you mean",
        "status --output | output",
      })
  void aCommandLineThatIsWrongEndsWithTwo(String line, String named) {
    Ended ended = cairnd(Map.of(), line.isEmpty() ? new String[0] : line.split(" "));

    assertEquals(2, ended.exit());
    assertTrue(ended.err().contains(named), ended.err());
    assertEquals("", ended.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-o json", "-ojson", "-o=json", "--output json", "--output=json"})
  void anErrorIsJsonHoweverThatIsAskedFor(String option) {
    String home = folder.resolve("none").toString();

    Ended ended = cairnd(Map.of("CAIRN_HOME", home), ("run " + option).split(" "));

    assertEquals(10, ended.exit());
    assertEquals("", ended.err());
    JsonNode error = ended.json().path("error");
    assertFalse(ended.json().path("ok").asBoolean());
    assertEquals("CONFIGURATION", error.path("code").asString());
    assertEquals(10, error.path("exitCode").asInt());
    assertTrue(error.path("message").asString().contains(home));
    assertTrue(error.path("hint").asString().contains("cairnd init"));
    assertEquals(2, cairnd(Map.of(), ("none " + option).split(" ")).exit());
  }

  @Test
  void anErrorHasItsCodeAndWhatToDoNext() {
    Ended ended = cairnd(Map.of(), "run", "--home", folder.resolve("none").toString());

    List<String> lines = ended.err().lines().toList();
    assertTrue(lines.getFirst().startsWith("error: no node lives in "), ended.err());
    assertTrue(lines.getFirst().endsWith("   [CONFIGURATION]"), ended.err());
    assertTrue(lines.get(1).contains("cairnd init --home"), ended.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--http-port, 65536, http.port",
    "--http-port, -1, http.port",
    "--http-port, 1x, http.port",
    "--http-port, '', --http-port",
    "--p2p-port, 65536, p2p.port",
    "--name, '', --name",
    "--log-level, inf, did you mean info",
    "--home, '', --home",
  })
  void aValueThatIsWrongIsRefusedAndNothingElseIsTakenForIt(
      String flag, String value, String named) {
    Map<String, String> environment =
        Map.of("CAIRN_HTTP_PORT", "8650", "CAIRN_NAME", "a", "CAIRN_HOME", folder.toString());

    Ended ended = cairnd(environment, "status", flag, value);

    assertEquals(10, ended.exit(), ended.err());
    assertTrue(ended.err().contains(named), ended.err());
  }

  @Test
  void aHomeThatCannotBeWrittenIsRefused() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Path genesis = folder.resolve("genesis.json");
    try (LocalNodes nodes = LocalNodes.create(folder.resolve("nodes"), 1, 0)) {
      Files.copy(nodes.home(0).resolve("genesis.json"), genesis);
    }
    String home = folder.resolve("file/home").toString();

    assertEquals(8, cairnd(Map.of(), "init", "--home", home).exit());
    assertEquals(8, cairnd(Map.of(), "init", "--validator", "--home", home).exit());
    Ended withGenesis = cairnd(Map.of(), "init", "--home", home, "--genesis", genesis.toString());
    assertEquals(8, withGenesis.exit());
    assertTrue(withGenesis.err().contains("cannot be written"), withGenesis.err());
  }

  @Test
  void anInitIsDoneOnceAndSaysWhatComesNext() throws IOException {
    Path genesis = folder.resolve("genesis.json");
    try (LocalNodes nodes = LocalNodes.create(folder.resolve("nodes"), 1, 0)) {
      Files.copy(nodes.home(0).resolve("genesis.json"), genesis);
    }
    String[] init = {
      "init", "-ojson", "--home", folder.resolve("home").toString(), "--genesis", genesis.toString()
    };

    Ended first = cairnd(Map.of(), init);
    Ended second = cairnd(Map.of(), init);

    assertEquals(0, first.exit(), first.out());
    assertTrue(first.json().path("data").path("nodeId").asString().startsWith("cairnnode1"));
    assertEquals(10, second.exit());
    assertTrue(second.json().path("error").path("message").asString().contains("already"));
  }

  @ParameterizedTest
  @CsvSource({"99999, http.port", "8650, --http-port"})
  void anInitThatOnlyMakesKeysDropsNoSetting(String port, String named) {
    Path home = folder.resolve("home");

    Ended ended = cairnd(Map.of(), "init", "--home", home.toString(), "--http-port", port);

    assertEquals(10, ended.exit());
    assertTrue(ended.err().contains(named), ended.err());
    assertFalse(Files.exists(home));
  }

  @Test
  void aStatusOfAHomeThatIsNoneAsksNobody() {
    Ended ended = cairnd(Map.of(), "status", "--home", folder.resolve("none").toString());

    assertEquals(10, ended.exit());
    assertTrue(ended.err().contains("no node lives in"), ended.err());
  }

  @Test
  void aStatusSaysThatAQuorumIsMissing() {
    try (LocalNodes nodes = LocalNodes.create(folder, 4, 0)) {
      nodes.start(0);
      String url = nodes.rpcUrl(0);
      int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/')));

      Ended ended = status(port);

      assertEquals(9, ended.exit(), ended.err());
      assertTrue(ended.out().contains("A quorum is missing"), ended.out());
      assertTrue(ended.out().contains("1 of 4 power"), ended.out());
    }
  }

  @Test
  void aLockedHomeAndABusyPortAreRefused() throws IOException {
    try (LocalNodes nodes = LocalNodes.create(folder, 1, 0);
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String home = nodes.home(0).toString();
      String port = Integer.toString(taken.getLocalPort());

      Ended busy =
          cairnd(
              Map.of(),
              ("run --p2p-host 127.0.0.1 --p2p-port 0 --home " + home + " --http-port " + port)
                  .split(" "));
      nodes.start(0);
      nodes.awaitHeight(0, new Height(1));
      Ended locked = cairnd(Map.of(), "run", "--home", home);

      assertEquals(10, busy.exit());
      assertTrue(busy.err().contains("choose another"), busy.err());
      assertEquals(10, locked.exit());
      assertTrue(locked.err().contains("stop it first"), locked.err());
    }
  }

  @Test
  void aStatusWithoutANodeEndsWithThree() throws IOException {
    int port;
    try (var once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = once.getLocalPort();
    }

    Ended ended = status(port);

    assertEquals(3, ended.exit());
    assertTrue(ended.err().contains("no node answers at http://127.0.0.1:" + port), ended.err());
    assertTrue(ended.err().contains("connection refused"), ended.err());
    assertTrue(ended.err().contains("cairnd run"), ended.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "7", "rubbish", "{\"result\":[]}"})
  void aStatusOfWhatIsNoNodeEndsWithThree(String body) throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      answer(server, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body, 0);

      Ended ended = status(server.getLocalPort());

      assertEquals(3, ended.exit(), ended.err());
      assertTrue(ended.err().contains("is no node"), ended.err());
    }
  }

  @Test
  void aStatusWithoutAnEndIsGivenUp() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      answer(server, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", 4 << 20);

      assertEquals(3, status(server.getLocalPort()).exit());
    }
  }

  @Test
  void aStatusThatNeverComesIsGivenUp() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      answer(server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 1);
      var output = new CommandOutput(System.out, System.err, false);
      var line = new CommandLine(new StatusCommand(Map.of(), output, Duration.ofMillis(100)));
      SettingOptions.addTo(line.getCommandSpec());
      var failures = new ArrayList<Exception>();
      line.setExecutionExceptionHandler((failure, _, _) -> {
        failures.add(failure);
        return 0;
      });

      line.execute("--home", folder.toString(), "--http-port", "" + server.getLocalPort());

      assertTrue(failures.toString().contains("does not answer within"), failures.toString());
    }
  }

  @Test
  void aStatusOfARunningNodeSaysWhetherItIsReady() {
    try (LocalNodes nodes = LocalNodes.create(folder, 1, 0)) {
      nodes.start(0);
      nodes.awaitHeight(0, new Height(1));
      String url = nodes.rpcUrl(0);
      int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/')));

      Ended ended = status(port);

      assertEquals(0, ended.exit(), ended.err());
      assertTrue(ended.out().contains("ready    yes"), ended.out());
    }
  }

  @Test
  void aBugHasAnEnvelopeAndItsTraceOnlyForWhoAsks() {
    var broken =
        new AbstractMap<String, String>() {
          @Override
          public Set<Entry<String, String>> entrySet() {
            throw new IllegalStateException("the bug");
          }
        };

    Ended ended = cairnd(broken, "status", "-o", "json");
    Ended traced = cairnd(broken, "status", "--log-level", "debug");

    assertEquals(1, ended.exit());
    assertEquals("BUG", ended.json().path("error").path("code").asString());
    assertEquals("", ended.err());
    assertTrue(traced.err().contains("at cairn.node."), traced.err());
  }

  private Ended status(int port) {
    return cairnd(
        Map.of(), "status", "--home", folder.toString(), "--http-port", Integer.toString(port));
  }

  /// Answers one request with these bytes, and then so many more.
  private static void answer(ServerSocket server, String head, int more) {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            // The request comes in one piece or two; what is not read is of no interest.
            assertTrue(socket.getInputStream().read(new byte[4096]) > 0);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[more]);
            out.flush();
            socket.getInputStream().readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e); // The client has gone, as it should.
          }
        });
  }

  private static Ended cairnd(Map<String, String> environment, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exit =
        CairnNode.run(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Ended(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
