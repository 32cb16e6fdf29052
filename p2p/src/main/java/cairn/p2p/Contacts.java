package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.Map;

/// Which node was proved to receive at which endpoint, and which nodes have this node's endpoint
/// proved. In bounded memory; what is forgotten costs one more PING. Confined to discovery's
/// thread.
final class Contacts {
  /// How long a PONG proves an endpoint, as in discv4.
  static final long PROOF_MILLIS = 24 * 3_600_000L;

  /// How long this node relies on another's proof of it: shorter, to err on the safe side.
  static final long ASSUMED_PROOF_MILLIS = PROOF_MILLIS / 2;

  static final int MAX_CONTACTS = 4_096;

  private final Map<Contact, Long> provedUntil = new BoundedMap<>(MAX_CONTACTS);
  private final Map<Contact, Long> knowsUsUntil = new BoundedMap<>(MAX_CONTACTS);

  private record Contact(NodeId id, InetSocketAddress endpoint) {}

  /// The node answered a PING that was sent to this endpoint.
  void prove(NodeId id, InetSocketAddress endpoint, long nowMillis) {
    provedUntil.put(new Contact(id, endpoint), nowMillis + PROOF_MILLIS);
  }

  boolean isProved(NodeId id, InetSocketAddress endpoint, long nowMillis) {
    return provedUntil.getOrDefault(new Contact(id, endpoint), Long.MIN_VALUE) > nowMillis;
  }

  /// This node answered a PING from there, or was told that its endpoint is proved.
  void provedToThem(NodeId id, InetSocketAddress endpoint, long nowMillis) {
    knowsUsUntil.put(new Contact(id, endpoint), nowMillis + ASSUMED_PROOF_MILLIS);
  }

  void notProvedToThem(NodeId id, InetSocketAddress endpoint) {
    knowsUsUntil.remove(new Contact(id, endpoint));
  }

  boolean isProvedToThem(NodeId id, InetSocketAddress endpoint, long nowMillis) {
    return knowsUsUntil.getOrDefault(new Contact(id, endpoint), Long.MIN_VALUE) > nowMillis;
  }

  int size() {
    return Math.max(provedUntil.size(), knowsUsUntil.size());
  }
}
