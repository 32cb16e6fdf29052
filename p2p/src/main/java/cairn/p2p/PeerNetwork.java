package cairn.p2p;

import cairn.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// This node's authenticated connections to other nodes of its network.
///
/// It listens, dials and keeps links; identity, encryption, the handshake, lanes, bounded queues,
/// limits and bans are its business, and what the messages mean is the node's. There is at most one
/// connection to a node. Thread-safe: any thread may call any method, and none blocks except
/// [#start] and [#close].
///
/// `cairn.p2p.netty.NettyPeerNetwork` is the one over TCP and TLS; simulated networks have another.
public interface PeerNetwork extends AutoCloseable {
  /// Binds the listening port and starts to dial. Throws [PeerNetworkException] with a sentence for
  /// people if the port cannot be bound. May be called once.
  void start(PeerListener listener);

  /// Says goodbye to all peers, and returns when all connections and threads are gone. Further
  /// calls do nothing. Not for callbacks, whose thread it waits for.
  @Override
  void close();

  NodeId self();

  /// Where it listens: with the port that the system chose if the configured one was 0. Known after
  /// [#start].
  InetSocketAddress listenAddress();

  /// Hands a message to the queue of its lane. False if there is no connection to `to`, or if the
  /// message was refused because the lane is full (see [Lane]), which is counted. True promises
  /// only that it will be sent if the connection lasts. The array must not be changed afterwards.
  boolean send(NodeId to, MessageType type, byte[] message);

  /// Sends to every peer that `to` selects; returns how many queues took the message.
  int broadcast(MessageType type, byte[] message, Predicate<Peer> to);

  /// The peers with an established connection, ordered by node id.
  List<Peer> peers();

  Optional<Peer> peer(NodeId id);

  /// The peer that proved this validator key; of several, the one that connected last.
  Optional<Peer> validator(PublicKey validatorKey);

  /// What this network counted for one peer, since it connected.
  Optional<PeerStatistics> statistics(NodeId id);

  /// What it counted in total, since it started.
  NetworkStatistics statistics();

  /// Ends the connection for an offence that names the rule broken, and bans the node for the
  /// configured time. For what an honest node can do (being late, being behind) this is wrong.
  void penalise(NodeId peer, String rule);

  /// Stops reading from a peer until [#resumeReading], so that its bytes pile up at its own end.
  /// All lanes stop: it is meant for a peer that floods, not for a node that is busy.
  void pauseReading(NodeId peer);

  void resumeReading(NodeId peer);

  /// Replaces the set of validators that this node always keeps links to, whatever the caps say:
  /// dialled as soon as a record is known that claims the key, and again whenever the link is lost.
  void keepLinksTo(Set<PublicKey> validatorKeys);

  /// Tells of a node record, already checked ([NodeRecord#check]), so that it may be dialled at
  /// once. Records of nodes that are of no use now are forgotten; [PeerSource] has them later.
  void learn(NodeRecord record);
}
