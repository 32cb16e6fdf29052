package cairn.testnet;

import cairn.crypto.SignatureProviders;
import cairn.node.ExitCode;
import cairn.node.NodeHome;
import cairn.wallet.NodeClient;
import cairn.wallet.NodeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/// A network of real node processes on this machine, in one directory. It belongs to one thread,
/// but for [#stopForGood].
public final class LocalNetwork implements AutoCloseable {
  /// Options for java that the launch scripts pass on.
  private static final String JAVA_OPTIONS = "CAIRN_JAVA_OPTS";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final NetworkFile file;
  private final NetworkPlan plan;
  private final List<NodeClient> clients = new ArrayList<>();
  private final ReentrantLock starting = new ReentrantLock();
  private boolean isStoppedForGood;

  private LocalNetwork(Path directory, NetworkFile file) {
    this.directory = directory;
    this.file = file;
    this.plan = file.plan();
    for (int index : plan.indexes()) {
      clients.add(new NodeClient(plan.url(index)));
    }
  }

  /// The network in `directory`; throws [NetException] where there is none.
  static LocalNetwork open(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return new LocalNetwork(absolute, NetworkFile.read(absolute));
  }

  NetworkPlan plan() {
    return plan;
  }

  NetworkFile file() {
    return file;
  }

  Path home(int index) {
    return directory.resolve(NetworkPlan.name(index));
  }

  NodeClient client(int index) {
    return clients.get(index - 1);
  }

  DevelopmentKeys keys() {
    return new DevelopmentKeys(plan.seed(), SignatureProviders.best());
  }

  NodeProcess process(int index) {
    requireIndex(index);
    return new NodeProcess(home(index));
  }

  boolean isRunning(int index) {
    return process(index).running().isPresent();
  }

  /// The numbers of the nodes whose processes run.
  List<Integer> running() {
    return plan.indexes().stream().filter(this::isRunning).toList();
  }

  /// Starts one node that does not run; does not wait for it.
  void start(int index) {
    NodeProcess process = process(index);
    if (process.running().isPresent()) {
      throw new NetException(
          ExitCode.USAGE,
          NetworkPlan.name(index) + " is running already.",
          "`./testnet/net status` shows all nodes.");
    }
    List<String> command =
        List.of(
            Checkout.program("node/cairnd").toString(), "run", "--home", home(index).toString());
    starting.lock();
    try {
      if (isStoppedForGood) {
        throw new NetException(
            ExitCode.UNHEALTHY,
            "The network is being stopped.",
            "`./testnet/net up` starts it again.");
      }
      // A process that cannot hold the home would only overwrite what is noted of the one that
      // does.
      NodeHome.existing(home(index)).requireStopped();
      process.start(command, environment());
    } finally {
      starting.unlock();
    }
  }

  /// Where a node has less than two processors, java's second compiler would take a third of all of
  /// them for the first minutes; the first alone is as good here from the start. What the user says
  /// in the variable comes later, and so wins.
  private Map<String, String> environment() {
    int nodes = plan.indexes().size();
    if (Runtime.getRuntime().availableProcessors() >= 2 * nodes) {
      return Map.of();
    }
    String given = System.getenv().getOrDefault(JAVA_OPTIONS, "");
    return Map.of(JAVA_OPTIONS, "-XX:TieredStopAtLevel=1 " + given);
  }

  /// Kills one node as a power cut would; throws [NetException] if it does not run.
  void kill(int index) {
    if (!process(index).kill()) {
      throw new NetException(
          ExitCode.USAGE,
          NetworkPlan.name(index) + " is not running.",
          "`./testnet/net start " + index + "` starts it.");
    }
  }

  /// Stops all nodes; returns the names of those that had to be killed.
  List<String> stop() {
    List<Integer> running = running();
    running.forEach(index -> process(index).requestStop());
    List<String> killed = new ArrayList<>();
    for (int index : running) {
      if (!process(index).awaitStop()) {
        killed.add(NetworkPlan.name(index));
      }
    }
    return killed;
  }

  /// Stops all nodes, and keeps this object from starting any. Any thread may call it.
  void stopForGood() {
    starting.lock();
    try {
      isStoppedForGood = true;
    } finally {
      starting.unlock();
    }
    stop();
  }

  /// Whether [#stopForGood] was called. Any thread may ask.
  boolean isStoppedForGood() {
    starting.lock();
    try {
      return isStoppedForGood;
    } finally {
      starting.unlock();
    }
  }

  /// The newest final height of a node; empty where it does not answer.
  OptionalLong height(int index) {
    return chain(index).map(facts -> OptionalLong.of(facts.height())).orElse(OptionalLong.empty());
  }

  Optional<NodeClient.ChainFacts> chain(int index) {
    try {
      return Optional.of(client(index).chain());
    } catch (NodeException e) {
      return Optional.empty();
    }
  }

  /// How many other validators each validator is linked with, all together; of a whole network that
  /// is [#allLinks].
  int links() {
    int links = 0;
    for (int index = 1; index <= plan.validators(); index++) {
      links += Math.max(0, linkedValidators(index) - 1);
    }
    return links;
  }

  int allLinks() {
    return plan.validators() * (plan.validators() - 1);
  }

  /// The validators that a node says it is linked with, itself included if it is one; 0 where it
  /// does not answer.
  private int linkedValidators(int index) {
    try {
      return linkedValidators(client(index).status());
    } catch (NodeException e) {
      return 0;
    }
  }

  /// The same, from what `node_getStatus` answered.
  static int linkedValidators(JsonNode status) {
    int connected = 0;
    for (JsonNode validator : status.path("consensus").path("validators")) {
      if (validator.path("connected").asBoolean(false)) {
        connected++;
      }
    }
    return connected;
  }

  /// Waits until each of `nodes` answers; throws [NetException] that names the one that does not,
  /// with the last line of its log.
  void awaitAnswers(List<Integer> nodes) {
    for (int index : nodes) {
      boolean answers =
          Waiting.until(START_LIMIT, () -> !isRunning(index) || chain(index).isPresent());
      if (!answers || !isRunning(index)) {
        String what = isRunning(index) ? "does not answer" : "stopped at once";
        throw new NetException(
            ExitCode.UNHEALTHY,
            NetworkPlan.name(index) + " " + what + ": " + NodeLog.lastLine(home(index)),
            "`./testnet/net logs " + index + "` shows its log.");
      }
    }
  }

  /// Waits until each of `nodes` has `height` final; false if that takes longer than `limit`.
  boolean awaitHeight(List<Integer> nodes, long height, Duration limit) {
    return Waiting.until(
        limit, () -> nodes.stream().allMatch(index -> height(index).orElse(-1) >= height));
  }

  @Override
  public void close() {
    clients.forEach(NodeClient::close);
  }

  private void requireIndex(int index) {
    if (index < 1 || index > plan.size()) {
      throw new NetException(
          ExitCode.USAGE,
          "There is no node " + index + ": this network has nodes 1 to " + plan.size() + ".",
          "`./testnet/net status` shows them.");
    }
  }
}
