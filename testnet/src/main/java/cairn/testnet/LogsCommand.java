package cairn.testnet;

import cairn.node.ExitCode;
import cairn.wallet.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `net logs I`: the end of a node's log.
@Command(name = "logs", description = "Show the end of the log of node I.")
final class LogsCommand extends NetCommand {
  @Parameters(paramLabel = "I", description = "The node's number, from 1.")
  int index;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many lines at most (default: 100).")
  int lines = 100;

  @Override
  int run(Output output) {
    if (lines < 1) {
      throw new NetException(ExitCode.USAGE, "The lines are at least 1.", "Give -n 100.");
    }
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      List<String> tail = NodeLog.tail(network.process(index).home(), lines);
      ObjectNode data = Output.object().put("index", index);
      data.put("file", NodeLog.path(network.home(index)).toString());
      ArrayNode array = data.putArray("lines");
      tail.forEach(array::add);
      output.result(data, tail);
      return 0;
    }
  }
}
