package cairn.testnet;

import cairn.node.ExitCode;
import cairn.wallet.NodeClient;
import cairn.wallet.NodeException;
import cairn.wallet.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `net status`: every node in a row, and a sentence on the whole. Exit status 9 unless all run and
/// are ready.
@Command(name = "status", description = "Show every node; exit status 0 only if all are ready.")
final class StatusCommand extends NetCommand {
  @Override
  int run(Output output) {
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      List<Row> rows = network.plan().indexes().stream().map(index -> row(network, index)).toList();
      String sentence = hints().in(sentence(network.plan(), rows));
      ObjectNode data = Output.object();
      ArrayNode nodes = data.putArray("nodes");
      rows.forEach(row -> nodes.add(row.json()));
      data.put("sentence", sentence);
      output.result(data, lines(rows, sentence));
      return rows.stream().allMatch(Row::isReady) ? 0 : ExitCode.UNHEALTHY.number();
    }
  }

  /// What is known of one node.
  private record Row(
      int index,
      boolean isValidator,
      String state,
      long pid,
      long height,
      long view,
      int links,
      String stateRoot,
      Duration uptime) {
    boolean isReady() {
      return state.equals("ready");
    }

    ObjectNode json() {
      return Output.object()
          .put("index", index)
          .put("name", NetworkPlan.name(index))
          .put("role", isValidator ? "validator" : "observer")
          .put("state", state)
          .put("pid", pid)
          .put("height", Long.toString(height))
          .put("view", Long.toString(view))
          .put("links", links)
          .put("stateRoot", stateRoot)
          .put("uptimeMillis", uptime.toMillis());
    }

    String line(long highest) {
      if (pid == 0) {
        return "%-9s %-9s %-10s %10s %6s %9s %6s %9s"
            .formatted(NetworkPlan.name(index), role(), state, "-", "-", "-", "-", "-");
      }
      return "%-9s %-9s %-10s %10d %6d %9d %6d %8ds"
          .formatted(
              NetworkPlan.name(index),
              role(),
              state,
              height,
              Math.max(0, highest - height),
              view,
              links,
              uptime.toSeconds());
    }

    private String role() {
      return isValidator ? "validator" : "observer";
    }
  }

  private static Row row(LocalNetwork network, int index) {
    boolean isValidator = network.plan().isValidator(index);
    Optional<ProcessHandle> process = network.process(index).running();
    if (process.isEmpty()) {
      return new Row(index, isValidator, "DOWN", 0, 0, 0, 0, "", Duration.ZERO);
    }
    long pid = process.get().pid();
    try {
      NodeClient client = network.client(index);
      NodeClient.ChainFacts chain = client.chain();
      JsonNode status = client.status();
      JsonNode consensus = status.path("consensus");
      return new Row(
          index,
          isValidator,
          status.path("ready").asBoolean(false) ? "ready" : "not ready",
          pid,
          chain.height(),
          consensus.path("view").asLong(0),
          Math.max(0, LocalNetwork.linkedValidators(status) - (isValidator ? 1 : 0)),
          chain.stateRoot().toString(),
          Duration.ofMillis(status.path("uptimeMillis").asLong(0)));
    } catch (NodeException e) {
      return new Row(index, isValidator, "SILENT", pid, 0, 0, 0, "", Duration.ZERO);
    }
  }

  private static List<String> lines(List<Row> rows, String sentence) {
    long highest = rows.stream().mapToLong(Row::height).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-9s %-9s %-10s %10s %6s %9s %6s %9s"
            .formatted("NODE", "ROLE", "STATE", "HEIGHT", "LAG", "VIEW", "LINKS", "UPTIME"));
    rows.forEach(row -> lines.add(row.line(highest)));
    lines.add("network: " + sentence);
    return lines;
  }

  private static String sentence(NetworkPlan plan, List<Row> rows) {
    long voting = rows.stream().filter(row -> row.isValidator() && row.pid() != 0).count();
    int quorum = plan.quorum();
    String share =
        "%d of %d validators run (quorum %d)".formatted(voting, plan.validators(), quorum);
    if (voting < quorum) {
      return share
          + ": no block can become final, and nothing is lost. `./testnet/net start I` brings one"
          + " back.";
    }
    return voting == quorum && plan.validators() > 1
        ? share + ". One failure more stops it (safely)."
        : share + ".";
  }
}
