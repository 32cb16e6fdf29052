package cairn.testnet;

import cairn.wallet.NodeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// The nodes that a load goes through. While one does not answer, the next one stands in for it.
/// Thread-safe.
final class LoadNodes {
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final List<BatchClient> clients;
  private final AtomicLongArray silentSince;

  LoadNodes(List<BatchClient> clients) {
    this.clients = List.copyOf(clients);
    this.silentSince = new AtomicLongArray(clients.size());
    for (int node = 0; node < clients.size(); node++) {
      silentSince.set(node, System.nanoTime() - REST_NANOS);
    }
  }

  int size() {
    return clients.size();
  }

  /// The node to ask instead of `preferred`, which is itself unless it was silent just now.
  int route(int preferred) {
    for (int i = 0; i < clients.size(); i++) {
      int node = (preferred + i) % clients.size();
      if (System.nanoTime() - silentSince.get(node) >= REST_NANOS) {
        return node;
      }
    }
    return preferred;
  }

  /// The answers of a node in the order of `parameters`; empty if it did not answer.
  Optional<List<JsonNode>> call(int node, String method, List<String> parameters) {
    try {
      return Optional.of(clients.get(node).call(method, parameters));
    } catch (NodeException e) {
      silentSince.set(node, System.nanoTime());
      LockSupport.parkNanos(PAUSE_NANOS);
      return Optional.empty();
    }
  }
}
