package cairn.testnet;

import cairn.wallet.Output;
import java.util.List;
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
    NetworkDirectory place = new NetworkDirectory(directory);
    place.create();
    if (!place.hasNetwork()) {
      place.requireOurs();
    }
    try (NetworkDirectory.Lock _ = place.lock();
        Launched launched = new Launch(directory, console).up(options, isFresh)) {
      LocalNetwork network = launched.network();
      describe(console, network);
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

  private static void describe(Console console, LocalNetwork network) {
    NetworkFile file = network.file();
    console.fact(
        "JSON-RPC", String.join("  ", file.nodes().stream().map(NetworkFile.Node::url).toList()));
    console.fact("machine-readable", network.home(1).resolveSibling(NetworkFile.NAME).toString());
    console.fact("logs", file.nodes().getFirst().log());
    console.say("");
    console.say("  Accounts (development keys: worth nothing anywhere else)");
    for (NetworkFile.Account account : file.accounts()) {
      console.fact("  " + account.name(), account.address());
    }
    console.say("");
    console.say(
        "  Try   export CAIRN_WALLETS=%s CAIRN_PASSWORD_FILE=%s",
        file.walletsDirectory(), file.passwordFile());
    console.say("        export CAIRN_NODE=%s", file.nodes().getFirst().url());
    console.say("        ./wallet-cli/cairn send bob 12.5 --from alice");
    console.say(
        "        ./testnet/net kill %d      ./testnet/net status      ./testnet/net down",
        file.nodes().size());
  }
}
