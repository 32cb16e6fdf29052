package cairn.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `cairnd status`: asks the running node how it is.
@Command(
    name = "status",
    description = "Shows how the running node of a home is; exits 9 if it is not ready.")
final class StatusCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String REQUEST =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"node_getStatus\"}";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> environment;
  private final CommandOutput output;

  @Spec private @Nullable CommandSpec spec;

  StatusCommand(Map<String, String> environment, CommandOutput output) {
    this.environment = environment;
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig config =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment).config();
    String url = config.http().url() + "/rpc";
    JsonNode answer = ask(url).path("result");
    JsonNode status = answer.has("value") ? answer.path("value") : answer;
    if (!(status instanceof ObjectNode data)) {
      throw new RefusedException(ExitCode.NO_CONNECTION, "what answers at " + url + " is no node.");
    }
    boolean isReady = status.path("isReady").asBoolean(status.path("ready").asBoolean(false));
    JsonNode consensus = status.path("consensus");
    output.result(
        data,
        List.of(
            "node     " + text(status, "name") + " (" + text(status, "role") + ")",
            "ready    " + (isReady ? "yes" : "no"),
            "height   " + text(status.path("sync"), "head"),
            "view     " + text(consensus, "view"),
            "why      " + text(consensus, "why")));
    return (isReady ? ExitCode.OK : ExitCode.UNHEALTHY).number();
  }

  private static JsonNode ask(String url) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url))
                  .timeout(PATIENCE)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new RefusedException(
          ExitCode.NO_CONNECTION, "no node answers at " + url + "; is it running?");
    } catch (JacksonException e) {
      throw new RefusedException(ExitCode.NO_CONNECTION, "what answers at " + url + " is no node.");
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("?");
  }
}
