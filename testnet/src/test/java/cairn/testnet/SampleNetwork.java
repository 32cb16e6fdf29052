package cairn.testnet;

import java.nio.file.Path;
import java.util.List;

/// A `net.json` of a network that never was.
final class SampleNetwork {
  private SampleNetwork() {}

  static NetworkFile of(NetworkPlan plan) {
    return NetworkFile.of(
        plan,
        "local-s",
        "ab".repeat(32),
        "/n/genesis.json",
        List.of(
            new NetworkFile.Node(
                1,
                "node-1",
                "validator",
                "u",
                "p",
                "id",
                "key",
                "/n/node-1",
                "/n/node-1/node.log")),
        Path.of("/n/wallets"),
        Path.of("/n/password"),
        List.of(new NetworkFile.Account("alice", "address", "/n/wallets/alice.json")));
  }
}
