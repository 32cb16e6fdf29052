package cairn.node;

import cairn.consensus.Event;
import cairn.consensus.PeerId;
import cairn.p2p.Disconnection;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.p2p.PeerListener;
import cairn.quorum.ValidatorId;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// What the network tells this node, sorted to those who handle it. Runs on the network's thread:
/// handlers decode what is small and hand over the rest.
final class PeerMessages implements PeerListener {
  private final Map<MessageType, BiConsumer<Peer, byte[]>> handlers;
  private final ConsensusDriver driver;
  private final PeerValidators validators;
  private final Runnable connected;
  private final LongSupplier headHeight;

  /// Which validator of the epoch a peer is.
  interface PeerValidators {
    Optional<ValidatorId> find(Peer peer);
  }

  /// @param connected runs when there is one peer more
  PeerMessages(
      Map<MessageType, BiConsumer<Peer, byte[]>> handlers,
      ConsensusDriver driver,
      PeerValidators validators,
      Runnable connected,
      LongSupplier headHeight) {
    this.handlers = Map.copyOf(handlers);
    this.driver = driver;
    this.validators = validators;
    this.connected = connected;
    this.headHeight = headHeight;
  }

  @Override
  public void onConnected(Peer peer) {
    driver.offer(new Event.PeerConnected(new PeerId(peer.id().hash()), validators.find(peer)));
    connected.run();
  }

  @Override
  public void onMessage(Peer peer, MessageType type, byte[] message) {
    BiConsumer<Peer, byte[]> handler = handlers.get(type);
    if (handler != null) {
      handler.accept(peer, message);
    }
  }

  @Override
  public void onDisconnected(Peer peer, Disconnection why) {
    // The network has logged it, and nothing here depends on it.
  }

  @Override
  public long headHeight() {
    return headHeight.getAsLong();
  }
}
