package cairn.testnet;

/// A network that this program started. It goes down with the program, however that ends (a
/// failure, Ctrl-C, SIGTERM), unless it is kept.
final class Launched implements AutoCloseable {
  private final LocalNetwork network;
  private final Thread hook;
  private boolean isKept;

  private Launched(LocalNetwork network) {
    this.network = network;
    this.hook = new Thread(network::stopForGood, "stop-on-exit");
  }

  /// To be called before the first node is started.
  static Launched watch(LocalNetwork network) {
    Launched launched = new Launched(network);
    Runtime.getRuntime().addShutdownHook(launched.hook);
    return launched;
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
