package cairn.testnet;

import cairn.wallet.JsonPost;
import cairn.wallet.NodeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks one node many things in one request: JSON-RPC 2.0 batches over HTTP. Thread-safe; a call
/// blocks, so the load generator gives each a virtual thread.
final class BatchClient implements AutoCloseable {
  /// The most calls that a node takes in one batch.
  static final int MAX_CALLS = 100;

  private static final Duration TIMEOUT = Duration.ofSeconds(45);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonPost post;

  BatchClient(String url) {
    this.post = new JsonPost(url);
  }

  /// Calls `method` once for each of the JSON texts in `parameters`, 1 to [#MAX_CALLS], and returns
  /// the answers (with `result` or `error`) in their order. Throws [NodeException].
  List<JsonNode> call(String method, List<String> parameters) {
    StringBuilder body = new StringBuilder(64 + parameters.size() * 700);
    for (int i = 0; i < parameters.size(); i++) {
      body.append(i == 0 ? '[' : ',')
          .append("{\"jsonrpc\":\"2.0\",\"id\":")
          .append(i)
          .append(",\"method\":\"")
          .append(method)
          .append("\",\"params\":")
          .append(parameters.get(i))
          .append('}');
    }
    byte[] request = body.append(']').toString().getBytes(StandardCharsets.UTF_8);
    return answers(post.send(request, TIMEOUT), parameters.size());
  }

  @Override
  public void close() {
    post.close();
  }

  private List<JsonNode> answers(byte[] body, int expected) {
    try {
      JsonNode json = JSON.readTree(body);
      if (!json.isArray() || json.size() != expected) {
        throw new NodeException.Garbled(post.endpoint(), "it is no batch of " + expected);
      }
      List<JsonNode> answers = new ArrayList<>(Collections.nCopies(expected, json));
      for (JsonNode answer : json) {
        int id = answer.path("id").asInt(-1);
        if (id < 0 || id >= expected) {
          throw new NodeException.Garbled(post.endpoint(), "it answers what was not asked");
        }
        answers.set(id, answer);
      }
      return answers;
    } catch (JacksonException e) {
      throw new NodeException.Garbled(post.endpoint(), "it is not JSON");
    }
  }
}
