package cairn.testnet;

import cairn.ledger.Timestamp;
import cairn.node.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Brings a local network up: a new one, or the one that is in the directory with its data.
final class Launch {
  private static final Duration FIRST_BLOCK_LIMIT = Duration.ofSeconds(60);

  /// A network is ready with a quorum; who is not linked by now is shown, not waited for.
  private static final Duration LINKS_LIMIT = Duration.ofSeconds(2);

  private final NetworkDirectory place;
  private final Console console;
  private final Runnable afterEnd;

  Launch(Path directory, Console console) {
    this(directory, console, () -> {});
  }

  /// @param afterEnd see [Launched]
  Launch(Path directory, Console console, Runnable afterEnd) {
    this.place = new NetworkDirectory(directory);
    this.console = console;
    this.afterEnd = afterEnd;
  }

  /// Starts all nodes and returns when a block is final on every one; `options` are those of a new
  /// network; where the directory has one, they must not contradict it. Where it fails, it leaves
  /// no node running. The caller has the directory's lock.
  Launched up(PlanOptions options, boolean isFresh) {
    long start = System.nanoTime();
    boolean isNew = prepare(options, isFresh);
    Launched launched = Launched.watch(LocalNetwork.open(place.path()), afterEnd);
    boolean isUp = false;
    try {
      launched.step(() -> start(launched.network(), isNew, start));
      isUp = true;
      return launched;
    } finally {
      if (!isUp) {
        launched.close();
      }
    }
  }

  private LocalNetwork start(LocalNetwork network, boolean isNew, long start) {
    NetworkPlan plan = network.plan();
    List<Integer> nodes = plan.indexes();
    Ports.requireFree(plan);
    long step = System.nanoTime();
    nodes.forEach(network::start);
    network.awaitAnswers(nodes);
    console.done(names(plan), "started (pid " + pids(network) + ")", step);
    step = System.nanoTime();
    long height = new Probe(network.keys()).await(network.client(1), FIRST_BLOCK_LIMIT);
    if (!network.awaitHeight(nodes, height, FIRST_BLOCK_LIMIT)) {
      throw new NetException(
          ExitCode.UNHEALTHY,
          "Block " + height + " is not final on every node after 60 s.",
          "`./testnet/net logs 1` shows the log of a node.");
    }
    console.done(
        isNew ? "first block" : "next block",
        "height %d final on %d/%d nodes".formatted(height, nodes.size(), nodes.size()),
        step);
    if (plan.validators() > 1) {
      step = System.nanoTime();
      Waiting.until(LINKS_LIMIT, () -> network.links() == network.allLinks());
      console.done("peers", network.links() + "/" + network.allLinks() + " links", step);
    }
    console.say("  ready in %.1f s", (System.nanoTime() - start) / 1e9);
    return network;
  }

  private void introduce(NetworkPlan plan, String state) {
    console.say(
        "net %s · %d %s%s · tolerates %d %s · data %s (%s, --seed %s)",
        CairnNet.version(),
        plan.validators(),
        plan.validators() == 1 ? "validator" : "validators",
        plan.observers() == 0 ? "" : ", " + plan.observers() + observers(plan),
        plan.toleratedFaults(),
        plan.toleratedFaults() == 1 ? "fault" : "faults",
        place.path(),
        state,
        plan.seed());
    console.say("");
  }

  private static String observers(NetworkPlan plan) {
    return plan.observers() == 1 ? " observer" : " observers";
  }

  private static String names(NetworkPlan plan) {
    return plan.size() == 1 ? NetworkPlan.name(1) : NetworkPlan.name(1) + ".." + plan.size();
  }

  private static String pids(LocalNetwork network) {
    return network.plan().indexes().stream()
        .flatMap(index -> network.process(index).running().stream())
        .map(process -> Long.toString(process.pid()))
        .collect(Collectors.joining(" "));
  }

  /// Whether the network is a new one.
  private boolean prepare(PlanOptions options, boolean isFresh) {
    place.requireStopped();
    if (place.hasNetwork() && !isFresh) {
      requireSame(options);
      introduce(NetworkFile.read(place.path()).plan(), "as it was left");
      return false;
    }
    NetworkPlan plan = options.plan();
    place.requireOurs();
    Ports.requireFree(plan);
    try {
      place.clear();
      introduce(plan, "new");
      long step = System.nanoTime();
      NetworkHomes.create(place.path(), plan, new Timestamp(System.currentTimeMillis()));
      int funded = NetworkHomes.PEOPLE.size() + 1;
      console.done(
          "genesis",
          plan.validators()
              + (plan.validators() == 1 ? " validator, " : " validators, ")
              + funded
              + " funded accounts",
          step);
      return true;
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "Cannot write into " + place.path() + ": " + e.getMessage() + ".",
          "Give a --dir that you may write to.");
    }
  }

  private void requireSame(PlanOptions wanted) {
    NetworkPlan there = NetworkFile.read(place.path()).plan();
    boolean isSame = wanted.fits(there);
    if (!isSame) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "%s has a network of %d validators and %d observers at port base %d, seed %s."
              .formatted(
                  place.path(),
                  there.validators(),
                  there.observers(),
                  there.portBase(),
                  there.seed()),
          "Leave these options out to start it again, or add --fresh to delete it and begin anew.");
    }
  }
}
