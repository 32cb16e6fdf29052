package cairn.node.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/// `/metrics`: what the node publishes about itself, read once a scrape, so that all values of a
/// scrape belong together. Thread-safe.
///
/// The node's own meters are in the same registry; here stand only those that are a view of what
/// the API shows anyway.
final class NodeMetrics implements AutoCloseable {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record Snapshot(
      ChainHead head,
      NodeView node,
      MempoolView mempool,
      List<PeerView> peers,
      List<ReadinessCheck> checks) {
    static Snapshot of(LedgerNode node) {
      return new Snapshot(
          node.head(), node.status(), node.mempool(), node.peers(), node.readiness());
    }
  }

  private final LedgerNode node;
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private volatile Snapshot snapshot;

  private NodeMetrics(LedgerNode node) {
    this.node = node;
    this.registry = node.meters();
    this.snapshot = Snapshot.of(node);
  }

  static NodeMetrics of(LedgerNode node, ConnectionCount connections, HttpMemory memory) {
    NodeMetrics metrics = new NodeMetrics(node);
    metrics.register();
    Gauge.builder("cairn.http.connections", connections, ConnectionCount::total)
        .description("Open connections of the HTTP port.")
        .register(metrics.registry);
    Gauge.builder("cairn.http.body.bytes", memory, HttpMemory::bodyBytes)
        .description("Bytes of request bodies that came and are not answered.")
        .register(metrics.registry);
    Gauge.builder("cairn.http.unsent.bytes", memory.unsentBytes, AtomicLong::get)
        .description("Bytes of responses that clients have not taken yet.")
        .register(metrics.registry);
    return metrics;
  }

  byte[] scrape() {
    snapshot = Snapshot.of(node);
    return registry.scrape().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    garbageCollection.close();
  }

  private void register() {
    registerConsensus();
    registerTraffic();
    registerChecks();
    registerProgram();
  }

  private void registerConsensus() {
    gauge("cairn.consensus.height", "Height of the newest final block.", s -> height(s.head()));
    gauge("cairn.consensus.epoch", "Epoch of the replica.", s -> s.node().consensus().epoch());
    gauge("cairn.consensus.view", "View of the replica.", s -> s.node().consensus().view());
    gauge(
        "cairn.consensus.final.view",
        "View of the newest finalization.",
        s -> s.node().consensus().lastFinalView());
    gauge(
        "cairn.consensus.missing.validators",
        "Other validators without a link to this node.",
        s -> s.node().consensus().validators().stream().filter(v -> !v.isConnected()).count());
    gauge(
        "cairn.sync.target.height",
        "Height that this node works towards.",
        s -> s.node().sync().target().number());
    gauge(
        "cairn.block.time.seconds",
        "Time of the newest final block, since 1970.",
        s -> s.head().header().timestamp().millis() / 1000.0);
    Names names = Names.of(node.genesis());
    for (NodeView.ValidatorView validator : snapshot.node().consensus().validators()) {
      Gauge.builder("cairn.consensus.validator.last.vote.view", this, m -> m.lastVote(validator))
          .description("Highest view for which a vote of the validator was seen.")
          .tag("validator", names.validator(validator.key()).name())
          .register(registry);
    }
  }

  private void registerTraffic() {
    gauge("cairn.mempool.txs", "Transactions that wait here.", s -> s.mempool().transactions());
    gauge("cairn.mempool.bytes", "Their bytes.", s -> s.mempool().bytes());
    gauge("cairn.mempool.held.txs", "Those behind a gap of nonces.", s -> s.mempool().held());
    for (boolean isInbound : new boolean[] {true, false}) {
      Gauge.builder("cairn.p2p.peers", this, m -> m.peers(isInbound))
          .description("Connected peers.")
          .tag("direction", isInbound ? "inbound" : "outbound")
          .register(registry);
    }
  }

  private void registerChecks() {
    for (ReadinessCheck check : snapshot.checks()) {
      Gauge.builder("cairn.ready.check", this, m -> m.isOk(check.name()) ? 1 : 0)
          .description("1 where the check of /readyz holds.")
          .tag("check", check.name())
          .register(registry);
    }
  }

  private void registerProgram() {
    Gauge.builder("cairn.build.info", () -> 1)
        .description("The program, in its labels.")
        .tags(
            Tags.of(
                Tag.of("version", snapshot.node().version()),
                Tag.of("java", Runtime.version().toString())))
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<Snapshot> value) {
    Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.snapshot))
        .description(description)
        .register(registry);
  }

  private static double height(ChainHead head) {
    return head.height().number();
  }

  private double peers(boolean isInbound) {
    return snapshot.peers().stream().filter(peer -> peer.isInbound() == isInbound).count();
  }

  private double lastVote(NodeView.ValidatorView validator) {
    return snapshot.node().consensus().validators().stream()
        .filter(now -> now.index() == validator.index())
        .mapToLong(NodeView.ValidatorView::lastVoteView)
        .findFirst()
        .orElse(0);
  }

  private boolean isOk(String check) {
    return snapshot.checks().stream().anyMatch(now -> now.name().equals(check) && now.isOk());
  }
}
