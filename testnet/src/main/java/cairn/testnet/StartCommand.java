package cairn.testnet;

import cairn.disk.Disk;
import cairn.wallet.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `net start I`: starts a node that is down; returns when it answers.
@Command(name = "start", description = "Start node I, with the data that it has.")
final class StartCommand extends NetCommand {
  @Parameters(paramLabel = "I", description = "The node's number, from 1.")
  int index;

  @Override
  int run(Output output) {
    try (LocalNetwork network = LocalNetwork.open(directory);
        Disk.Lock _ = new NetworkDirectory(directory).lock()) {
      network.start(index);
      network.awaitAnswers(List.of(index));
      long height = network.height(index).orElse(0);
      output.result(
          Output.object().put("index", index).put("height", Long.toString(height)),
          List.of(NetworkPlan.name(index) + " answers, at height " + height));
      return 0;
    }
  }
}
