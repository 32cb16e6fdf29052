package cairn.node;

import cairn.ledger.Parameters;
import cairn.node.api.NodeView;
import cairn.node.api.ReadinessCheck;
import java.time.Duration;
import java.util.List;

/// Whether a node is fit to serve: the checks of `/readyz`.
final class Readiness {
  private final Node node;
  private final NodeView view;

  Readiness(Node node, NodeView view) {
    this.node = node;
    this.view = view;
  }

  List<ReadinessCheck> checks() {
    return List.of(synced(), tipAge(), peers(), consensus());
  }

  private ReadinessCheck synced() {
    NodeView.SyncView sync = view.sync();
    return new ReadinessCheck(
        "synced",
        !sync.isSyncing(),
        sync.isSyncing()
            ? "The head is " + sync.head() + " and " + sync.target() + " is known to be final."
            : "The head " + sync.head() + " is the newest known to be final.");
  }

  /// An idle ledger has a block a heartbeat; three time-outs are for a slow one.
  private ReadinessCheck tipAge() {
    Parameters.Timing timing = node.holdings().genesis().parameters().timing();
    Duration most = timing.heartbeat().plus(timing.notarizationTimeout().multipliedBy(3));
    long headMillis = node.ledger().finalState().head().header().timestamp().millis();
    Duration age = Duration.ofMillis(node.surroundings().clock().wallMillis() - headMillis);
    return new ReadinessCheck(
        "tip_age",
        age.compareTo(most) <= 0,
        "The newest block is "
            + age.toMillis()
            + " ms old; at most "
            + most.toMillis()
            + " ms are expected.");
  }

  private ReadinessCheck peers() {
    long power =
        view.consensus().validators().stream()
            .filter(NodeView.ValidatorView::isConnected)
            .mapToLong(NodeView.ValidatorView::power)
            .sum();
    long total = node.voteVerifier().set().totalPower();
    return new ReadinessCheck(
        "peers",
        node.voteVerifier().set().isQuorum(power),
        "Validators with " + power + " of " + total + " power are linked.");
  }

  private ReadinessCheck consensus() {
    boolean isHalted = node.driver().status().isHalted();
    boolean makesProgress = !isHalted && tipAge().isOk();
    return new ReadinessCheck("consensus", makesProgress, view.consensus().why());
  }
}
