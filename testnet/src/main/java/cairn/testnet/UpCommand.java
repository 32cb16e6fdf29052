package cairn.testnet;

import cairn.disk.Disk;
import cairn.ledger.Address;
import cairn.wallet.NodeClient;
import cairn.wallet.Output;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `net up`: starts a network, and returns when a block is final on every node.
@Command(
    name = "up",
    description = "Start a local network; ready when a block is final on every node.")
final class UpCommand extends NetCommand {
  @Mixin final PlanOptions options = new PlanOptions();

  @Option(names = "--fresh", description = "Delete the network in the directory and begin anew.")
  boolean isFresh;

  @Override
  int run(Output output) {
    Console console = console();
    long start = System.nanoTime();
    options.requireSound();
    NetworkDirectory place = new NetworkDirectory(directory);
    place.create();
    if (!place.hasNetwork()) {
      place.requireOurs();
    }
    try (Disk.Lock _ = place.lock();
        Launched launched = new Launch(directory, console).up(options, isFresh)) {
      LocalNetwork network = launched.network();
      describe(console, network, hints());
      NetworkFile file = network.file();
      ObjectNode data = Output.object();
      data.put("dir", directory.toAbsolutePath().normalize().toString());
      data.put(
          "netJson", directory.resolve(NetworkFile.NAME).toAbsolutePath().normalize().toString());
      data.put("genesisHash", file.genesisHash());
      data.put("readyMillis", (System.nanoTime() - start) / 1_000_000);
      ArrayNode urls = data.putArray("urls");
      file.nodes().forEach(node -> urls.add(node.url()));
      output.result(data, List.of());
      launched.keep();
      return 0;
    }
  }

  private static void describe(Console console, LocalNetwork network, Hints hints) {
    NetworkFile file = network.file();
    NetworkPlan plan = network.plan();
    console.fact("JSON-RPC", plan.url(1) + otherPorts(plan));
    console.fact("metrics", plan.url(1) + "/metrics");
    console.fact("machine-readable", network.home(1).resolveSibling(NetworkFile.NAME).toString());
    console.fact("logs", file.nodes().getFirst().log());
    console.say("");
    console.say("  Accounts (development keys: worth nothing anywhere else)");
    NodeClient.ChainFacts chain = network.client(1).chain();
    for (NetworkFile.Account account : file.accounts()) {
      Address address = Address.parse(account.address(), chain.network());
      String balance = network.client(1).account(address).balance().toDecimal(chain.decimals());
      console.say("    %-7s %s   %s %s", account.name(), address, balance, chain.symbol());
    }
    console.say("");
    console.say(
        "  Try   export CAIRN_WALLETS=%s CAIRN_PASSWORD_FILE=%s",
        file.walletsDirectory(), file.passwordFile());
    console.say("        export CAIRN_NODE=%s", file.nodes().getFirst().url());
    console.say("        ./wallet-cli/cairn send bob 12.5 --from alice");
    console.say(
        "        %s",
        hints.in(
            "./testnet/net kill %d      ./testnet/net status      ./testnet/net down"
                .formatted(plan.validators())));
  }

  private static String otherPorts(NetworkPlan plan) {
    if (plan.size() == 1) {
      return "";
    }
    String ports =
        plan.indexes().stream()
            .skip(1)
            .map(index -> Integer.toString(plan.httpPort(index)))
            .collect(Collectors.joining(" "));
    String names = plan.size() == 2 ? "node-2" : "node-2.." + plan.size();
    return "   (" + ports + " for " + names + ")";
  }
}
