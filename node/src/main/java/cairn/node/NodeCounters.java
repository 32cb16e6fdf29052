package cairn.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// What a node counts, for `/metrics`: above all what it dropped, refused and punished, which is
/// never an error of one request and shows nowhere else.
final class NodeCounters {
  private final MeterRegistry registry;
  private final Node node;

  private NodeCounters(MeterRegistry registry, Node node) {
    this.registry = registry;
    this.node = node;
  }

  static void register(MeterRegistry registry, Node node) {
    NodeCounters counters = new NodeCounters(registry, node);
    counters.registerConsensus();
    counters.registerTraffic();
  }

  private void registerConsensus() {
    counter(
        "cairn.consensus.equivocations",
        "Pairs of votes by which a validator contradicted itself.",
        n -> n.links().evidence());
    counter(
        "cairn.consensus.events.dropped",
        "Verified votes, certificates and requests that their sender sent too many of.",
        n -> n.driver().dropped());
    counter("cairn.consensus.turns", "Turns of the consensus thread.", n -> n.driver().turns());
    counter(
        "cairn.journal.syncs", "Times that the journal was made durable.", n -> n.driver().syncs());
  }

  private void registerTraffic() {
    counter(
        "cairn.votes.verified",
        "Votes and certificates whose signatures were checked.",
        n -> n.votes().verifications());
    counter(
        "cairn.votes.dropped",
        "Votes and certificates that their peer sent too many of, unverified.",
        n -> n.ledger().pool().dropped());
    counter(
        "cairn.verifier.refused",
        "Blocks, transactions and requests that came while too much waited.",
        n -> n.ledger().pool().refused());
    counter(
        "cairn.p2p.messages.unwanted",
        "Answers that nobody waited for, or no more.",
        n -> n.ledger().pool().unwanted());
    counter("cairn.p2p.penalties", "Peers banned for a broken rule.", NodeCounters::penalties);
  }

  private static double penalties(Node node) {
    return node.surroundings().network().statistics().offences().values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private void counter(String name, String description, ToDoubleFunction<Node> value) {
    FunctionCounter.builder(name, node, value).description(description).register(registry);
  }
}
