package cairn.testnet;

import cairn.disk.Disk;
import cairn.wallet.Output;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `net down`: stops all nodes; their data stay.
@Command(name = "down", description = "Stop all nodes; their data stay for the next `up`.")
final class DownCommand extends NetCommand {
  @Override
  int run(Output output) {
    try (LocalNetwork network = LocalNetwork.open(directory);
        Disk.Lock _ = new NetworkDirectory(directory).lock()) {
      int running = network.running().size();
      List<String> killed = network.stop();
      ObjectNode data = Output.object().put("stopped", running);
      ArrayNode names = data.putArray("killed");
      killed.forEach(names::add);
      String text = "stopped " + running + (running == 1 ? " node" : " nodes");
      output.result(
          data,
          List.of(
              killed.isEmpty()
                  ? text
                  : text + "; these did not stop by themselves and were killed: " + killed));
      return 0;
    }
  }
}
