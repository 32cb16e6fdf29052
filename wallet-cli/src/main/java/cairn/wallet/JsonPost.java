package cairn.wallet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Posts JSON to the `/rpc` of one node and reads the answer whole. Thread-safe; a call blocks.
///
/// A node may be anybody's, so the time until the last byte of an answer and its size are bounded.
public final class JsonPost implements AutoCloseable {
  /// Above the most that a node answers with, which is 16 MiB.
  static final int MAX_ANSWER_BYTES = 17 << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final URI endpoint;
  private final HttpClient http;

  /// @param url the node's address, as in `http://127.0.0.1:8640`; throws
  ///   [IllegalArgumentException] for anything else
  public JsonPost(String url) {
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

  /// For messages.
  public String endpoint() {
    return endpoint.toString();
  }

  /// The answer's body; throws [NodeException.Unreachable] where there is none within `limit`.
  public byte[] send(byte[] body, Duration limit) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).body();
    } catch (TimeoutException e) {
      throw unreachable("it took too long");
    } catch (ExecutionException e) {
      throw unreachable(reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private NodeException.Unreachable unreachable(String why) {
    return new NodeException.Unreachable(endpoint(), why);
  }

  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "nobody listens there";
      case IOException e when e.getMessage() != null -> e.getMessage();
      case null -> "no reason given";
      default -> cause.getClass().getSimpleName();
    };
  }
}
