package cairn.testnet;

import cairn.ledger.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Brings a local network up: a new one, or the one that is in the directory with its data.
final class Launch {
  private static final Duration FIRST_BLOCK_LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final Console console;

  Launch(Path directory, Console console) {
    this.directory = directory.toAbsolutePath().normalize();
    this.console = console;
  }

  /// Starts all nodes and returns when a block is final on every one; `options` are those of a new
  /// network; where the directory has one, they must not contradict it. Where it fails, it leaves
  /// no node running.
  LocalNetwork up(PlanOptions options, boolean isFresh) {
    long start = System.nanoTime();
    makeDirectory();
    try (LocalNetwork.DirectoryLock _ = LocalNetwork.lock(directory)) {
      boolean isNew = prepare(options, isFresh);
      LocalNetwork network = LocalNetwork.open(directory);
      try {
        return start(network, isNew, start);
      } catch (NetException e) {
        network.stop();
        network.close();
        throw e;
      }
    }
  }

  private LocalNetwork start(LocalNetwork network, boolean isNew, long start) {
    NetworkPlan plan = network.plan();
    List<Integer> nodes = plan.indexes();
    console.say(
        "%d validators%s · tolerates %d %s · data %s (%s, --seed %s)",
        plan.validators(),
        plan.observers() == 0 ? "" : ", " + plan.observers() + " observers",
        plan.toleratedFaults(),
        plan.toleratedFaults() == 1 ? "fault" : "faults",
        directory,
        isNew ? "new" : "as it was left",
        plan.seed());
    Ports.requireFree(plan);
    long step = System.nanoTime();
    nodes.forEach(network::start);
    network.awaitAnswers(nodes);
    console.done("nodes", nodes.size() + " processes answer", step);
    step = System.nanoTime();
    long height = new Probe(network.keys()).await(network.client(1), FIRST_BLOCK_LIMIT);
    if (!network.awaitHeight(nodes, height, FIRST_BLOCK_LIMIT)) {
      throw new NetException(
          NetException.UNHEALTHY,
          "Block " + height + " is not final on every node after 60 s.",
          "`./testnet/net logs 1` shows the log of a node.");
    }
    console.done(
        isNew ? "first block" : "next block",
        "height %d final on %d/%d nodes".formatted(height, nodes.size(), nodes.size()),
        step);
    console.say("  ready in %.1f s", (System.nanoTime() - start) / 1e9);
    return network;
  }

  /// Whether the network is a new one.
  private boolean prepare(PlanOptions options, boolean isFresh) {
    boolean exists = NetworkFile.existsIn(directory);
    if (exists) {
      requireStopped();
    }
    if (exists && !isFresh) {
      requireSame(options);
      return false;
    }
    try {
      NetworkPlan plan = options.plan();
      clear(exists);
      Ports.requireFree(plan);
      long step = System.nanoTime();
      NetworkHomes.create(directory, plan, new Timestamp(System.currentTimeMillis()));
      console.done("genesis", plan.size() + " homes with their keys", step);
      return true;
    } catch (IOException e) {
      throw new NetException(
          NetException.CONFIGURATION,
          "Cannot write into " + directory + ": " + e.getMessage() + ".",
          "Give a --dir that you may write to.");
    }
  }

  private void requireStopped() {
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      if (!network.running().isEmpty()) {
        throw new NetException(
            NetException.CONFIGURATION,
            "The network in " + directory + " is up already.",
            "`./testnet/net status` shows it, `./testnet/net down` stops it.");
      }
    }
  }

  private void requireSame(PlanOptions wanted) {
    NetworkPlan there = NetworkFile.read(directory).plan();
    boolean isSame = wanted.fits(there);
    if (!isSame) {
      throw new NetException(
          NetException.CONFIGURATION,
          "%s has a network of %d validators and %d observers at port base %d, seed %s."
              .formatted(
                  directory, there.validators(), there.observers(), there.portBase(), there.seed()),
          "Leave these options out to start it again, or add --fresh to delete it and begin anew.");
    }
  }

  private void makeDirectory() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new NetException(
          NetException.CONFIGURATION,
          "Cannot make " + directory + ": " + e.getMessage() + ".",
          "Give a --dir that you may write to.");
    }
  }

  /// Empties the directory. One that is no network's and not empty is left alone.
  private void clear(boolean isNetwork) throws IOException {
    List<Path> entries;
    try (Stream<Path> files = Files.list(directory)) {
      entries = files.filter(file -> !file.getFileName().toString().equals("LOCK")).toList();
    }
    boolean isLeftover = entries.stream().anyMatch(this::isOurs);
    if (!entries.isEmpty() && !isNetwork && !isLeftover) {
      throw new NetException(
          NetException.CONFIGURATION,
          directory + " is not empty, and what is in it is no local network.",
          "Give another --dir.");
    }
    for (Path entry : entries) {
      delete(entry);
    }
  }

  /// Deletes a file, or a directory with all that is in it.
  static void delete(Path path) throws IOException {
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// What an interrupted `up` leaves behind before there is a `net.json`.
  private boolean isOurs(Path entry) {
    return entry.getFileName().toString().equals("genesis.json")
        && Files.exists(directory.resolve(".gitignore"));
  }
}
