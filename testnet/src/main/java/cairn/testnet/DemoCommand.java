package cairn.testnet;

import cairn.wallet.Output;
import java.io.IOException;
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
          NetException.USAGE,
          "The demonstration kills a validator and goes on, which takes 4 of them at least.",
          "Give --validators 4 or more.");
    }
    requireOurs();
    Console console = console();
    Thread ending = new Thread(this::stopQuietly, "stop-on-exit");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      List<String> results = tell(console);
      output.result(Output.object().put("held", true), results);
      if (isKept) {
        console.say("the network stays up: ./testnet/net status, ./testnet/net down");
      } else {
        takeDown(console);
      }
      return 0;
    } catch (NetException e) {
      stopQuietly();
      throw e;
    } finally {
      removeHook(ending);
    }
  }

  private List<String> tell(Console console) {
    try (LocalNetwork network = new Launch(directory, console).up(options, true)) {
      return new Story(network, console).tell();
    }
  }

  /// A network of somebody's is not deleted without being told to; one that a demonstration left
  /// is.
  private void requireOurs() {
    if (NetworkFile.existsIn(directory)
        && !isFresh
        && !NetworkFile.read(directory).seed().startsWith(SEED_PREFIX)) {
      throw new NetException(
          NetException.CONFIGURATION,
          "There is a network in " + directory + " already, which the demonstration would delete.",
          "Give another --dir, or --fresh to delete it.");
    }
  }

  private void takeDown(Console console) {
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      List<String> killed = network.stop();
      if (!killed.isEmpty()) {
        throw new NetException(
            NetException.UNHEALTHY,
            "These nodes did not stop by themselves: " + killed + ".",
            "`./testnet/net logs I` shows why.");
      }
    }
    try {
      Launch.delete(directory.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new NetException(
          NetException.CONFIGURATION,
          "Cannot delete " + directory + ": " + e.getMessage() + ".",
          "Delete it by hand.");
    }
    console.say("all nodes stopped, and nothing is left behind");
  }

  private void stopQuietly() {
    if (NetworkFile.existsIn(directory)) {
      try (LocalNetwork network = LocalNetwork.open(directory)) {
        network.stop();
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, as it should.
      return;
    }
  }
}
