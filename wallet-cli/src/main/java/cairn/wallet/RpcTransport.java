package cairn.wallet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One node's JSON-RPC 2.0 over HTTP. Thread-safe; a call blocks until its answer is there.
final class RpcTransport implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI endpoint;
  private final HttpClient http;

  /// @param url the node's address, as in `http://127.0.0.1:8640`; throws
  ///   [IllegalArgumentException] for anything else
  RpcTransport(String url) {
    URI base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    if (base.getHost() == null
        || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
      throw new IllegalArgumentException("'" + url + "' is not like http://127.0.0.1:8640");
    }
    this.endpoint = base.resolve(base.getPath() + "/rpc");
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  static ObjectNode parameters() {
    return JSON.createObjectNode();
  }

  /// The `result` of a call; throws [NodeException].
  JsonNode call(String method, ObjectNode parameters, Duration timeout) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", parameters);
    return result(post(JSON.writeValueAsBytes(request), timeout));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private byte[] post(byte[] body, Duration timeout) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (IOException e) {
      throw new NodeException.Unreachable(endpoint.toString(), reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeException.Unreachable(endpoint.toString(), "interrupted");
    }
  }

  private JsonNode result(byte[] answer) {
    JsonNode json;
    try {
      json = JSON.readTree(answer);
    } catch (JacksonException e) {
      throw new NodeException.Garbled(endpoint.toString(), "it is not JSON");
    }
    JsonNode error = json.path("error");
    if (error.isObject()) {
      throw new NodeException.Refused(
          error.path("code").asInt(0),
          error.path("data").path("kind").asString(""),
          error.path("message").asString("refused without a reason"),
          error.path("data").path("hint").asString(""));
    }
    if (!json.has("result")) {
      throw new NodeException.Garbled(endpoint.toString(), "it has neither result nor error");
    }
    return json.path("result");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case ConnectException _ -> "nobody listens there";
      case HttpTimeoutException _ -> "it took too long";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
