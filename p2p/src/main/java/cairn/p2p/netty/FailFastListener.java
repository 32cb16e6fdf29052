package cairn.p2p.netty;

import cairn.p2p.Disconnection;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.p2p.PeerListener;
import java.util.function.Supplier;

/// Gives what a callback throws to the thread's handler of uncaught exceptions, where the node
/// stops for its bugs. Netty would log it and go on.
final class FailFastListener implements PeerListener {
  private final PeerListener listener;

  FailFastListener(PeerListener listener) {
    this.listener = listener;
  }

  @Override
  public void onConnected(Peer peer) {
    run(() -> listener.onConnected(peer));
  }

  @Override
  public void onMessage(Peer peer, MessageType type, byte[] message) {
    run(() -> listener.onMessage(peer, type, message));
  }

  @Override
  public void onDisconnected(Peer peer, Disconnection why) {
    run(() -> listener.onDisconnected(peer, why));
  }

  @Override
  public long headHeight() {
    return call(listener::headHeight);
  }

  private static void run(Runnable callback) {
    call(() -> {
      callback.run();
      return true;
    });
  }

  private static <T> T call(Supplier<T> callback) {
    try {
      return callback.get();
    } catch (RuntimeException | Error bug) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
      throw bug;
    }
  }
}
