package cairn.p2p;

/// What a [PeerNetwork] tells its node.
///
/// All callbacks come from one thread, the network's event loop, and must not block: they enqueue
/// and return. What they throw goes to the thread's handler of uncaught exceptions. For each peer
/// they come in the order `onConnected`, any number of `onMessage`, `onDisconnected`; and the end
/// of a connection is told before the start of the next to the same node. Both sides have checked
/// and accepted each other when `onConnected` comes.
public interface PeerListener {
  void onConnected(Peer peer);

  /// A whole message of a registered type, at most its maximum long. The array is the callee's.
  /// What is wrong with it is answered by [PeerNetwork#penalise].
  void onMessage(Peer peer, MessageType type, byte[] message);

  void onDisconnected(Peer peer, Disconnection why);

  /// The height of this node's head, which HELLO tells the other side. Called on the event loop.
  long headHeight();
}
