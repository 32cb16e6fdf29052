package cairn.p2p;

/// What [Discovery] wants done, in order.
public sealed interface DiscoveryEffect {
  record Send(Datagram datagram) implements DiscoveryEffect {}

  /// Resolve the host and call [Discovery#onResolved]; if that fails, do nothing: it will be asked
  /// for again.
  record Resolve(PeerAddress bootstrap) implements DiscoveryEffect {}

  /// A record that is new or newer than the one known.
  record Found(NodeRecord record) implements DiscoveryEffect {}

  record Save(SavedNodes nodes) implements DiscoveryEffect {}
}
