package cairn.testnet;

import cairn.node.ExitCode;
import cairn.wallet.NodeClient;
import cairn.wallet.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `net load`: offers transfers, follows each to its end, and says how many became final and how
/// fast.
@Command(name = "load", description = "Offer signed transfers and measure how they become final.")
final class LoadCommand extends NetCommand {
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(30);

  @ArgGroup(multiplicity = "1")
  Offered offered = new Offered();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long (default: 10).")
  int seconds = 10;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Funded senders (default: 1000).")
  int accounts = 1000;

  /// How much is offered.
  static final class Offered {
    @Option(
        names = "--rate",
        paramLabel = "R",
        description = "Transfers a second, at equal distances.")
    int rate;

    @Option(
        names = "--max",
        description = "As many as become final, " + LoadGenerator.WINDOW + " in flight.")
    boolean isMax;
  }

  @Override
  int run(Output output) {
    if (!offered.isMax && offered.rate < 1) {
      throw new NetException(ExitCode.USAGE, "The rate is at least 1.", "Give --rate or --max.");
    }
    LoadPlan plan =
        new LoadPlan(offered.isMax ? 0 : offered.rate, Duration.ofSeconds(seconds), accounts);
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      List<Integer> running = network.running();
      if (running.isEmpty()) {
        throw new NetException(
            ExitCode.UNHEALTHY, "No node of this network runs.", "`./testnet/net up` starts it.");
      }
      requireQuorum(network.plan(), running);
      LoadReport report = run(network, running, plan);
      output.result(report.toJson(), report.lines());
      return report.open() == 0 && report.finals() > 0 ? 0 : ExitCode.UNHEALTHY.number();
    }
  }

  /// Without a quorum every transfer would only wait for its expiry.
  static void requireQuorum(NetworkPlan plan, List<Integer> running) {
    long voting = running.stream().filter(plan::isValidator).count();
    if (voting < plan.quorum()) {
      throw new NetException(
          ExitCode.UNHEALTHY,
          "%d of %d validators run (quorum %d): no block can become final, so nothing is offered."
              .formatted(voting, plan.validators(), plan.quorum()),
          "`./testnet/net start I` brings one back.");
    }
  }

  private LoadReport run(LocalNetwork network, List<Integer> running, LoadPlan plan) {
    Console console = console();
    List<BatchClient> nodes = new ArrayList<>();
    try {
      running.forEach(index -> nodes.add(new BatchClient(network.plan().url(index))));
      NodeClient first = network.client(running.getFirst());
      NodeClient.ChainFacts chain = first.chain();
      long start = System.nanoTime();
      List<List<LoadAccount>> senders =
          new LoadAccounts(first, nodes.getFirst(), chain, network.keys())
              .prepare(plan.accounts(), nodes.size());
      awaitHeight(network, running, first.chain().height());
      console.done("accounts", plan.accounts() + " funded senders", start);
      console.say(
          "  offering %s for %d s",
          plan.isMaximum() ? "as many as become final" : plan.perSecond() + " a second",
          plan.duration().toSeconds());
      LoadGenerator.Ledger ledger = new LoadGenerator.Ledger(chain, network.keys().ed25519());
      return new LoadGenerator(ledger, nodes, senders, plan, new LoadTally((_, _) -> {})).run(plan);
    } finally {
      nodes.forEach(BatchClient::close);
    }
  }

  /// A node that does not know of the funds yet would refuse the first transfers.
  private static void awaitHeight(LocalNetwork network, List<Integer> running, long height) {
    for (int index : running) {
      if (!Waiting.until(CATCH_UP_LIMIT, () -> network.height(index).orElse(0) >= height)) {
        throw new NetException(
            ExitCode.UNHEALTHY,
            NetworkPlan.name(index) + " does not reach the height of the others, " + height + ".",
            "`./testnet/net status` shows how the network is.");
      }
    }
  }
}
