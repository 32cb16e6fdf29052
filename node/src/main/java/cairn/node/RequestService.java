package cairn.node;

import cairn.p2p.Lane;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers peers' requests in the pool, a few of each peer at a time, and none that would be read
/// for nothing: what a peer has not taken yet bounds what it gets next. Thread-safe.
///
/// An answer goes only over the connection that the request came by: who connects anew has begun
/// anew, and would take it for one that it never asked for.
final class RequestService {
  /// The queue of a lane takes twice as much; a peer that leaves so much waiting asks too fast.
  private static final long MAX_WAITING_BYTES = 8L << 20;

  /// With so much waiting for all peers together, each gets one answer at a time.
  static final long MAX_WAITING_BYTES_IN_ALL = 16L << 20;

  private final PeerNetwork network;
  private final VerifierPool pool;

  RequestService(PeerNetwork network, VerifierPool pool) {
    this.network = network;
    this.pool = pool;
  }

  /// Answers the request that is `message`; without an answer nothing is sent.
  ///
  /// @param answer is called in the pool
  void answer(Peer from, byte[] message, MessageType type, Supplier<Optional<byte[]>> answer) {
    pool.answer(
        from.id(),
        message.length,
        () -> {
          if (isReady(from)) {
            answer.get().ifPresent(bytes -> send(from, type, bytes));
          }
        });
  }

  /// As [#answer], where the answer is not there at once: `answer` is called in the pool, and calls
  /// what it is given, on any thread.
  void answerLater(Peer from, byte[] message, MessageType type, Consumer<Consumer<byte[]>> answer) {
    pool.answer(
        from.id(),
        message.length,
        () -> {
          if (isReady(from)) {
            answer.accept(bytes -> send(from, type, bytes));
          }
        });
  }

  private void send(Peer from, MessageType type, byte[] answer) {
    if (isHere(from)) {
      network.send(from.id(), type, answer);
    }
  }

  private boolean isReady(Peer from) {
    long waiting = waitingBytes(from);
    return isHere(from)
        && waiting < MAX_WAITING_BYTES
        && (waiting == 0 || waitingBytes() < MAX_WAITING_BYTES_IN_ALL);
  }

  private long waitingBytes() {
    return network.peers().stream().mapToLong(this::waitingBytes).sum();
  }

  private long waitingBytes(Peer peer) {
    return network
        .statistics(peer.id())
        .map(counted -> counted.of(Lane.ANSWERS).bytesQueued())
        .orElse(0L);
  }

  private boolean isHere(Peer from) {
    return network.peer(from.id()).map(Peer::connection).equals(Optional.of(from.connection()));
  }
}
