package cairn.wallet;

import cairn.crypto.Hash;
import cairn.ledger.Transaction;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A node's `/rpc` over real HTTP, whose answers a test chooses. As it is made, everybody has
/// 1,000,000 CRN, and every payment becomes final in block 12.
final class FakeNode implements AutoCloseable {
  static final Hash GENESIS = Hash.parse("ab".repeat(32));

  private static final String CONTEXT =
      "\"context\":{\"height\":\"11\",\"blockHash\":\"%s\",\"time\":\"2026-01-02T03:04:05.678Z\"}"
          .formatted("cd".repeat(32));

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Function<JsonNode, String>> answers = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  FakeNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError("no port on loopback", e);
    }
    answer("chain_getInfo", _ -> chainInfo("500", 6));
    answer("account_get", _ -> account("1000000000000"));
    answer(
        "tx_submit",
        params -> {
          byte[] bytes = HexFormat.of().parseHex(params.path("transaction").asString());
          return value(status(Transaction.decode(bytes).id(GENESIS).toString(), "pending"));
        });
    answer("tx_get", params -> value(status(params.path("txId").asString(), "unknown")));
    answer("tx_wait", params -> value(finished(params.path("txId").asString())));
    server.createContext("/rpc", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The whole body of what `method` answers from now on.
  void answer(String method, Function<JsonNode, String> body) {
    answers.put(method, body);
  }

  void refuse(String method, int number, String kind) {
    answer(method, _ -> error(number, kind));
  }

  /// The methods that were called, in order.
  List<String> calls() {
    return List.copyOf(calls);
  }

  static String error(int number, String kind) {
    return """
    {"jsonrpc":"2.0","id":1,"error":{"code":%d,"message":"says no","data":{"kind":"%s","hint":"a hint"}}}\
    """
        .formatted(number, kind);
  }

  static String chainInfo(String baseFee, int decimals) {
    return value(
        """
        {"chainName":"local","network":"test","genesisHash":"%s","symbol":"CRN","decimals":%d,
         "parameters":{"fees":{"base":"%s","perOperation":"200","perByte":"1"},"maxValidityMillis":3600000},
         "stateRoot":"%s"}\
        """
            .formatted(GENESIS, decimals, baseFee, "ef".repeat(32)));
  }

  static String account(String balance) {
    return value("{\"balance\":\"%s\",\"nonce\":\"4\",\"nextNonce\":\"5\"}".formatted(balance));
  }

  /// What is known of a transaction that is in no block.
  static String status(String id, String status) {
    return """
    {"txId":"%s","status":"%s","reason":{"kind":"SOME_REASON","message":"it is so"}}\
    """
        .formatted(id, status);
  }

  static String finished(String id) {
    return """
    {"txId":"%s","status":"final","height":"12","index":3,"signers":["a","b","c"],"validators":4}\
    """
        .formatted(id);
  }

  static String value(String value) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{%s,\"value\":%s}}".formatted(CONTEXT, value);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
      String method = request.path("method").asString();
      calls.add(method);
      Function<JsonNode, String> answer =
          answers.getOrDefault(method, _ -> error(-32601, "METHOD_NOT_FOUND"));
      byte[] body = answer.apply(request.path("params")).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
