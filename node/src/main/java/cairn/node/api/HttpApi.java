package cairn.node.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What each path answers. Thread-safe.
final class HttpApi {
  private static final int MAX_QUERY_PARAMS = 64;

  private final LedgerNode node;
  private final RpcService rpc;
  private final Readers readers;
  private final NodeMetrics metrics;

  HttpApi(LedgerNode node, RpcService rpc, Readers readers, NodeMetrics metrics) {
    this.node = node;
    this.rpc = rpc;
    this.readers = readers;
    this.metrics = metrics;
  }

  /// Begins to answer a request. The reply comes once, on `loop`, the one thread of the caller, on
  /// which this is called too.
  Work answer(Inbound.Request request, Executor loop, Consumer<HttpReply> done) {
    return switch (request.route()) {
      case RPC -> rpc.begin(request.body(), loop, done);
      case ROOT -> now(done, HttpReply.json(200, index()));
      case OPENRPC -> now(done, HttpReply.of(200, HttpReply.JSON, rpc.openRpcBytes()));
      case LIVEZ -> now(done, HttpReply.json(200, new Liveness("ok")));
      case READYZ -> later(loop, done, () -> readiness(request.target()));
      case METRICS ->
          later(loop, done, () -> HttpReply.of(200, NodeMetrics.CONTENT_TYPE, metrics.scrape()));
    };
  }

  /// A connection failed by a fault of ours.
  void failed(Throwable fault) {
    readers.faults().failed("an HTTP connection", fault);
  }

  private record Liveness(String status) {}

  private record Index(String name, List<String> paths, String rpc, String openRpc) {}

  private record Readiness(boolean ready, List<Answer.Check> checks) {}

  private static Index index() {
    return new Index(
        "cairn",
        List.of(Route.values()).stream().map(Route::path).toList(),
        "POST /rpc",
        Route.OPENRPC.path());
  }

  private HttpReply readiness(String target) {
    Map<String, List<String>> params;
    try {
      params =
          new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_QUERY_PARAMS)
              .parameters();
    } catch (IllegalArgumentException e) {
      return HttpReply.refused(400, "The query is not percent-encoded as RFC 3986 has it.");
    }
    if (!List.of("exclude", "verbose").containsAll(params.keySet())) {
      return HttpReply.refused(400, "/readyz takes exclude=NAME, as often as wanted, and verbose.");
    }
    List<ReadinessCheck> checks = node.readiness();
    TreeSet<String> names = new TreeSet<>(checks.stream().map(ReadinessCheck::name).toList());
    List<String> excluded = params.getOrDefault("exclude", List.of());
    if (!names.containsAll(excluded)) {
      return HttpReply.refused(400, "The checks are " + String.join(", ", names) + ".");
    }
    List<ReadinessCheck> wanted =
        checks.stream().filter(check -> !excluded.contains(check.name())).toList();
    boolean isReady = wanted.stream().allMatch(ReadinessCheck::isOk);
    return HttpReply.json(isReady ? 200 : 503, new Readiness(isReady, NodeAnswers.checks(wanted)));
  }

  private static Work now(Consumer<HttpReply> done, HttpReply reply) {
    done.accept(reply);
    return Work.NONE;
  }

  private Work later(Executor loop, Consumer<HttpReply> done, Supplier<HttpReply> read) {
    readers.execute(
        () -> {
          HttpReply reply = read.get();
          loop.execute(() -> done.accept(reply));
        },
        () ->
            loop.execute(() ->
                done.accept(
                    HttpReply.refused(503, "The node failed to answer; its log says why."))));
    return Work.NONE;
  }
}
