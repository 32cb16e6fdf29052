package cairn.wallet;

import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One node's JSON-RPC 2.0 over HTTP. Thread-safe; a call blocks until its answer is there.
final class RpcTransport implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonPost post;

  RpcTransport(String url) {
    this.post = new JsonPost(url);
  }

  static ObjectNode parameters() {
    return JSON.createObjectNode();
  }

  /// The `result` of a call; throws [NodeException].
  JsonNode call(String method, ObjectNode parameters, Duration timeout) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", parameters);
    return result(post.send(JSON.writeValueAsBytes(request), timeout));
  }

  @Override
  public void close() {
    post.close();
  }

  private JsonNode result(byte[] answer) {
    JsonNode json;
    try {
      json = JSON.readTree(answer);
    } catch (JacksonException e) {
      throw new NodeException.Garbled(post.endpoint(), "it is not JSON");
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
      throw new NodeException.Garbled(post.endpoint(), "it has neither result nor error");
    }
    return json.path("result");
  }
}
