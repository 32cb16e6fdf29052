package cairn.testnet;

import cairn.disk.Disk;
import cairn.node.ExitCode;
import cairn.wallet.Output;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `net demo`: Cairn's main job as a story, from nothing to nothing: a network, a payment, two
/// nodes that die and come back. Exit status 0 only if every step held.
@Command(
    name = "demo",
    description = "Start a network, pay, kill two nodes, bring them back, check, stop.")
final class DemoCommand extends NetCommand {
  /// Marks the networks that the demonstration made.
  private static final String SEED_PREFIX = "demo-";

  @Mixin final PlanOptions options = new PlanOptions();

  @Option(names = "--keep", description = "Leave the network up at the end.")
  boolean isKept;

  @Option(names = "--fresh", description = "Delete a network that is in the directory already.")
  boolean isFresh;

  @Override
  int run(Output output) {
    options.seed = Optional.of(SEED_PREFIX + options.seed.orElseGet(PlanOptions::randomSeed));
    NetworkPlan plan = options.plan();
    if (plan.validators() < 4) {
      throw new NetException(
          ExitCode.USAGE,
          "The demonstration kills a validator and goes on, which takes 4 of them at least.",
          "Give --validators 4 or more.");
    }
    NetworkDirectory place = new NetworkDirectory(directory);
    place.create();
    place.requireOurs();
    requireOurs();
    Console console = console();
    try (Disk.Lock _ = place.lock()) {
      List<String> results = tell(console);
      if (isKept) {
        console.say(
            "%s", hints().in("the network stays up: ./testnet/net status, ./testnet/net down"));
      } else {
        place.delete();
        console.say("all nodes stopped, and nothing is left behind");
      }
      output.result(Output.object().put("held", true), results);
      return 0;
    }
  }

  private List<String> tell(Console console) {
    try (Launched launched =
        new Launch(directory, console, () -> deleteInterrupted(console)).up(options, true)) {
      if (isKept) {
        launched.keep();
      }
      LocalNetwork network = launched.network();
      List<String> results = launched.step(() -> new Story(network, console).tell());
      if (!isKept) {
        requireStops(network);
      }
      return results;
    }
  }

  /// An interrupted demonstration leaves no more behind than one that came to its end.
  private void deleteInterrupted(Console console) {
    try {
      new NetworkDirectory(directory).delete();
      console.say("interrupted: all nodes stopped, and nothing is left behind");
    } catch (NetException e) {
      console.say("interrupted: all nodes stopped. %s", e.text());
    }
  }

  /// A network of somebody's is not deleted without being told to; one that a demonstration left
  /// is.
  private void requireOurs() {
    if (NetworkFile.existsIn(directory)
        && !isFresh
        && !NetworkFile.read(directory).seed().startsWith(SEED_PREFIX)) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "There is a network in " + directory + " already, which the demonstration would delete.",
          "Give another --dir, or --fresh to delete it.");
    }
  }

  private static void requireStops(LocalNetwork network) {
    List<String> killed = network.stop();
    if (!killed.isEmpty()) {
      throw new NetException(
          ExitCode.UNHEALTHY,
          "These nodes did not stop by themselves: " + killed + ".",
          "`./testnet/net logs I` shows why.");
    }
  }
}
