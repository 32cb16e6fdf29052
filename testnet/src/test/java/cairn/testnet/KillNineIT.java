package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.TransactionId;
import cairn.wallet.NodeClient;
import cairn.wallet.Symbols;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Real processes, real load, real `kill -9`: a node that was killed comes back by the same
/// command, and what was reported final stays final, everywhere.
///
/// `-Dseed=…` chooses which nodes die and when; `-Pfull` has 20 rounds instead of 5.
class KillNineIT {
  private static final int VALIDATORS = 4;
  private static final int ROUNDS = Boolean.getBoolean("cairn.full") ? 20 : 5;
  private static final int PER_SECOND = 200;
  private static final int ACCOUNTS = 100;
  private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(40);
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(40);
  private static final Duration ENDS_LIMIT = Duration.ofSeconds(90);
  private static final int MOST_FINALS_BEFORE_KILL = 300;
  private static final int MOST_FINALS_WHILE_DOWN = 200;

  /// They take about as long as a node does to its first answer.
  private static final int MOST_FINALS_OF_START = 300;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final long seed = Long.getLong("seed", 1);
  private final Map<TransactionId, Long> reported = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> contradictions = new ConcurrentLinkedQueue<>();

  @Test
  void killedNodesComeBackAndNothingThatWasFinalIsLost() throws InterruptedException {
    PlanOptions options = new PlanOptions();
    NetworkPlan plan = TestPorts.plan(VALIDATORS, 0, "kill-nine");
    options.validators = Optional.of(VALIDATORS);
    options.portBase = Optional.of(plan.portBase());
    options.seed = Optional.of(plan.seed());
    Console console = new Console(System.err, false, new Symbols(true));

    try (Launched launched = new Launch(directory, console).up(options, false)) {
      LocalNetwork network = launched.network();
      try {
        LoadReport report = killUnderLoad(network, console);

        report.lines().forEach(console::say);
        assertEquals(0, report.open(), "every transfer has an end");
        assertTrue(report.finals() >= 50L * ROUNDS, () -> report.finals() + " became final");
        assertEquals(List.of(), List.copyOf(contradictions));
        requireSameHeads(network);
        requireFinalEverywhere(network);
        Equivocations.requireNone(network);
        assertEquals(List.of(), network.stop(), "all stop when they are asked to");
        requireNoDoubleVote(network, console);
      } catch (AssertionError | NetException e) {
        throw new AssertionError(
            "-Dseed=%d, network in %s: %s%s".formatted(seed, directory, e, logs(network)), e);
      }
    }
  }

  private LoadReport killUnderLoad(LocalNetwork network, Console console)
      throws InterruptedException {
    List<BatchClient> clients = new ArrayList<>();
    try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
      LoadPlan plan = new LoadPlan(PER_SECOND, Duration.ofHours(1), ACCOUNTS);
      network.plan().indexes().forEach(i -> clients.add(new BatchClient(network.plan().url(i))));
      LoadGenerator load = load(network, clients, plan);
      Future<LoadReport> running = background.submit(() -> load.run(plan));
      try {
        Random random = new Random(seed);
        for (int round = 1; round <= ROUNDS; round++) {
          killOne(network, load, random, round, console);
        }
      } finally {
        load.stopOffering();
      }
      return running.get(ENDS_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the load has no end: " + e, e);
    } finally {
      clients.forEach(BatchClient::close);
    }
  }

  private LoadGenerator load(LocalNetwork network, List<BatchClient> clients, LoadPlan plan) {
    NodeClient.ChainFacts chain = network.client(1).chain();
    List<List<LoadAccount>> senders =
        new LoadAccounts(network.client(1), clients.getFirst(), chain, network.keys())
            .prepare(ACCOUNTS, clients.size());
    LoadTally tally = new LoadTally(this::noteFinal);
    LoadGenerator.Ledger ledger = new LoadGenerator.Ledger(chain, network.keys().ed25519());
    return new LoadGenerator(ledger, clients, senders, plan, tally);
  }

  private void noteFinal(TransactionId id, long height) {
    Long before = reported.put(id, height);
    if (before != null && before != height) {
      contradictions.add(id + " was final at " + before + ", then at " + height);
    }
  }

  private static void killOne(
      LocalNetwork network, LoadGenerator load, Random random, int number, Console console) {
    String round = "round " + number + "/" + ROUNDS;
    int victim = 1 + random.nextInt(VALIDATORS);
    List<Integer> others = new ArrayList<>(network.plan().indexes());
    others.remove(Integer.valueOf(victim));
    awaitFinals(load, 1 + random.nextInt(MOST_FINALS_BEFORE_KILL), round + " before the kill");

    network.kill(victim);
    long start = System.nanoTime();
    String down = round + " while " + NetworkPlan.name(victim) + " is down";
    awaitFinals(load, random.nextInt(MOST_FINALS_WHILE_DOWN), down);
    long restart = System.nanoTime();
    network.start(victim);
    if (number % 3 == 0) {
      awaitFinals(load, random.nextInt(MOST_FINALS_OF_START), round + " while it starts");
      network.kill(victim);
      network.start(victim);
    }
    network.awaitAnswers(List.of(victim));
    long answers = System.nanoTime();
    long height = others.stream().mapToLong(i -> network.height(i).orElseThrow()).max().orElse(0);
    assertTrue(
        network.awaitHeight(List.of(victim), height, CATCH_UP_LIMIT),
        () ->
            "%s: %s is at height %s, the others were at %d"
                .formatted(round, NetworkPlan.name(victim), network.height(victim), height));
    console.say(
        "%s: killed %s, down %d ms, answers after %d ms, at height %d %d ms later",
        round,
        NetworkPlan.name(victim),
        (restart - start) / 1_000_000,
        (answers - restart) / 1_000_000,
        height,
        (System.nanoTime() - answers) / 1_000_000);
  }

  private static void awaitFinals(LoadGenerator load, long more, String when) {
    long wanted = load.finals() + more;
    assertTrue(
        Waiting.until(PROGRESS_LIMIT, () -> load.finals() >= wanted),
        () -> when + ": " + load.finals() + " transfers are final, not " + wanted);
  }

  private static void requireSameHeads(LocalNetwork network) {
    Set<String> heads = new HashSet<>();
    boolean isSame =
        Waiting.until(
            CATCH_UP_LIMIT,
            () -> {
              heads.clear();
              for (int index : network.plan().indexes()) {
                heads.add(
                    network
                        .chain(index)
                        .map(head ->
                            head.height() + " " + head.headId() + " with state " + head.stateRoot())
                        .orElse(NetworkPlan.name(index) + " does not answer"));
              }
              return heads.size() == 1;
            });
    assertTrue(isSame, () -> "the nodes end at different heads: " + heads);
  }

  private void requireFinalEverywhere(LocalNetwork network) {
    List<TransactionId> ids = List.copyOf(reported.keySet());
    for (int index : network.plan().indexes()) {
      List<String> wrong = new ArrayList<>();
      try (BatchClient client = new BatchClient(network.plan().url(index))) {
        for (int from = 0; from < ids.size(); from += BatchClient.MAX_CALLS) {
          List<TransactionId> part =
              ids.subList(from, Math.min(ids.size(), from + BatchClient.MAX_CALLS));
          List<String> parameters = part.stream().map(id -> "{\"txId\":\"" + id + "\"}").toList();
          List<JsonNode> answers = client.call("tx_get", parameters);
          for (int i = 0; i < part.size(); i++) {
            JsonNode value = answers.get(i).path("result").path("value");
            String is =
                value.path("status").asString("?") + " " + value.path("height").asString("");
            String was = "final " + reported.get(part.get(i));
            if (!is.equals(was)) {
              wrong.add(part.get(i) + " was reported " + was + " and is " + is);
            }
          }
        }
      }
      assertEquals(List.of(), wrong, () -> "on " + NetworkPlan.name(index));
    }
  }

  private static void requireNoDoubleVote(LocalNetwork network, Console console) {
    Hash genesis = Hash.parse(network.file().genesisHash());
    for (int index : network.plan().indexes()) {
      String name = NetworkPlan.name(index);
      int votes =
          OwnVotes.assertKeepTheRules(
              name, network.home(index), network.keys().validator(index).publicKey(), genesis);
      console.say("%s cast %d votes, no two that exclude each other", name, votes);
    }
  }

  private static String logs(LocalNetwork network) {
    StringBuilder text = new StringBuilder();
    for (int index : network.plan().indexes()) {
      text.append("\n").append(NetworkPlan.name(index)).append(" logged last:");
      NodeLog.tail(network.home(index), 5).forEach(line -> text.append("\n  ").append(line));
    }
    return text.append("\n").toString();
  }
}
