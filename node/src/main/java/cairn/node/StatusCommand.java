package cairn.node;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long MAX_ANSWER_BYTES = 1 << 20;
  private static final String REQUEST =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"node_getStatus\"}";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> environment;
  private final CommandOutput output;
  private final Duration patience;

  @Spec private @Nullable CommandSpec spec;

  /// @param patience for the whole answer
  StatusCommand(Map<String, String> environment, CommandOutput output, Duration patience) {
    this.environment = environment;
    this.output = output;
    this.patience = patience;
  }

  @Override
  public Integer call() throws InterruptedException {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    NodeConfig config = options.config();
    if (options.isHomeGiven() && !options.flags().containsKey(Setting.HTTP_PORT)) {
      // Its default port may well be another node's.
      NodeHome.existing(config.home());
    }
    String url = config.http().url() + "/rpc";
    JsonNode answer = ask(url).path("result");
    JsonNode status = answer.has("value") ? answer.path("value") : answer;
    if (!(status instanceof ObjectNode data)) {
      throw noNode(url);
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

  private JsonNode ask(String url) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(patience).build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
              .build();
      // The client's own time limit ends with the headers; this one is for all of the answer.
      HttpResponse<byte[]> response =
          client
              .sendAsync(
                  request,
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return JSON.readTree(response.body());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "the node's address " + url + " is none: " + e.getMessage());
    } catch (TimeoutException e) {
      throw unreachable(
          "the node at " + url + " does not answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw unreachable("no node answers at " + url + ": " + reason(e.getCause()));
    } catch (JacksonException e) {
      throw noNode(url);
    } finally {
      client.shutdownNow();
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "the connection broke" : message;
  }

  private static RefusedException noNode(String url) {
    return unreachable("what answers at " + url + " is no node");
  }

  private static RefusedException unreachable(String sentence) {
    return new RefusedException(
        ExitCode.NO_CONNECTION,
        sentence,
        "`cairnd run` starts the node; http.host and http.port say where it listens.");
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("?");
  }
}
