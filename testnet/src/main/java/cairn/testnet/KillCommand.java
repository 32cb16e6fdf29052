package cairn.testnet;

import cairn.disk.Disk;
import cairn.wallet.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `net kill I`: ends a node as a power cut would.
@Command(name = "kill", description = "Kill node I at once (SIGKILL).")
final class KillCommand extends NetCommand {
  @Parameters(paramLabel = "I", description = "The node's number, from 1.")
  int index;

  @Override
  int run(Output output) {
    try (LocalNetwork network = LocalNetwork.open(directory);
        Disk.Lock _ = new NetworkDirectory(directory).lock()) {
      network.kill(index);
      output.result(
          Output.object().put("index", index).put("state", "DOWN"),
          List.of("killed " + NetworkPlan.name(index)));
      return 0;
    }
  }
}
