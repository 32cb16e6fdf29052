package cairn.testnet;

import cairn.node.ExitCode;
import cairn.wallet.NodeException;
import java.util.function.Supplier;

/// A network that this program started. It goes down with the program, however that ends (a
/// failure, Ctrl-C, SIGTERM), unless it is kept.
final class Launched implements AutoCloseable {
  private final LocalNetwork network;
  private final Runnable afterEnd;
  private final Thread hook;
  private boolean isKept;

  private Launched(LocalNetwork network, Runnable afterEnd) {
    this.network = network;
    this.afterEnd = afterEnd;
    this.hook = new Thread(this::end, "stop-on-exit");
  }

  /// To be called before the first node is started. Where the program is ended from outside,
  /// `afterEnd` is run when the nodes are stopped.
  static Launched watch(LocalNetwork network, Runnable afterEnd) {
    Launched launched = new Launched(network, afterEnd);
    Runtime.getRuntime().addShutdownHook(launched.hook);
    return launched;
  }

  /// What happens when the program is ended from outside.
  void end() {
    network.stopForGood();
    afterEnd.run();
  }

  /// Takes a step; what fails in it because the program is being ended is told as that.
  <T> T step(Supplier<T> step) {
    try {
      return step.get();
    } catch (NetException | NodeException e) {
      if (network.isStoppedForGood()) {
        throw new NetException(
            ExitCode.INTERRUPTED, "Interrupted: the nodes that were started are stopped.", "");
      }
      throw e;
    }
  }

  LocalNetwork network() {
    return network;
  }

  /// From now on the nodes outlive the program.
  void keep() {
    isKept = true;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook stops the network.
      return;
    }
    if (!isKept) {
      network.stopForGood();
    }
    network.close();
  }
}
