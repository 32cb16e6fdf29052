package cairn.node.api;

import cairn.ledger.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON-RPC on a [FakeNode] without HTTP: a body in, a body out.
final class RpcClientFixture implements AutoCloseable {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:05Z"));

  private static final JsonMapper JSON = JsonMapper.builder().build();

  final FakeNode node = new FakeNode();
  final AtomicLong unsentBytes = new AtomicLong();
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final RpcService rpc = new RpcService(node, CLOCK, readers(), unsentBytes);

  private static Readers readers() {
    return new Readers(
        4,
        new Faults((_, fault) -> {
          throw new AssertionError(fault);
        }));
  }

  AtomicInteger waits() {
    return rpc.waits;
  }

  /// A request that is under way.
  record Asked(CompletableFuture<HttpReply> reply, CompletableFuture<Work> work) {}

  Asked ask(byte[] body) {
    Asked asked = new Asked(new CompletableFuture<>(), new CompletableFuture<>());
    loop.execute(() -> asked.work().complete(rpc.begin(body, loop, asked.reply()::complete)));
    return asked;
  }

  Asked ask(String body) {
    return ask(body.getBytes(StandardCharsets.UTF_8));
  }

  /// The work as its loop would call it.
  void onLoop(Runnable task) throws Exception {
    loop.submit(task).get(10, TimeUnit.SECONDS);
  }

  static HttpReply reply(Asked asked) throws Exception {
    return asked.reply().get(10, TimeUnit.SECONDS);
  }

  static JsonNode json(Asked asked) throws Exception {
    return JSON.readTree(reply(asked).body());
  }

  JsonNode call(String body) throws Exception {
    return json(ask(body));
  }

  /// The response to one call with an id of 1.
  JsonNode call(String method, String params) throws Exception {
    return call(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  JsonNode value(String method, String params) throws Exception {
    JsonNode response = call(method, params);
    if (!response.has("result")) {
      throw new AssertionError(response.toString());
    }
    return response.path("result").path("value");
  }

  /// Submits a transaction; the result is what is known of it.
  JsonNode submit(Transaction transaction) throws Exception {
    return call(submission(transaction)).path("result").path("value");
  }

  String submission(Transaction transaction) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx_submit\",\"params\":[\""
        + hex(transaction)
        + "\",\""
        + node.genesisHash()
        + "\"]}";
  }

  /// A call of `tx_wait`.
  String wait(Transaction transaction, int millis) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx_wait\",\"params\":[\""
        + id(transaction)
        + "\","
        + millis
        + "]}";
  }

  String id(Transaction transaction) {
    return transaction.id(node.genesisHash()).toString();
  }

  static String hex(Transaction transaction) {
    return HexFormat.of().formatHex(transaction.encoded());
  }

  /// The error of a call.
  JsonNode error(String method, String params) throws Exception {
    JsonNode response = call(method, params);
    if (!response.has("error")) {
      throw new AssertionError(response.toString());
    }
    return response.path("error");
  }

  @Override
  public void close() {
    loop.shutdownNow();
    node.close();
  }
}
