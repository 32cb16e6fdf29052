package cairn.testnet;

import cairn.ledger.TransactionId;
import cairn.node.ExitCode;
import cairn.wallet.NodeClient;
import cairn.wallet.NodeException;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The story of `net demo`, told while it happens on a network of at least four validators.
final class Story {
  private static final Duration FINALITY_LIMIT = Duration.ofSeconds(30);
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(30);
  private static final Duration SILENCE = Duration.ofSeconds(3);
  private static final Duration WALLET_LIMIT = Duration.ofMinutes(2);

  private final LocalNetwork network;
  private final NetworkPlan plan;
  private final Console console;
  private final List<TransactionId> payments = new ArrayList<>();

  Story(LocalNetwork network, Console console) {
    this.network = network;
    this.plan = network.plan();
    this.console = console;
  }

  /// Tells all; throws [NetException] at the first step that does not hold. The result are the
  /// lines that sum it up.
  List<String> tell() {
    try {
      return tellAll();
    } catch (NodeException e) {
      throw broken("A node did not answer as it should: " + e.text() + ".");
    }
  }

  private List<String> tellAll() {
    pay();
    List<Integer> victims = victims();
    List<Integer> survivors = new ArrayList<>(plan.indexes());
    killWithinTolerance(victims, survivors);
    TransactionId waiting = killOneMore(victims.getLast(), survivors);
    bringBack(victims, waiting);
    return compare();
  }

  /// Two wallets, made and used by the wallet program itself.
  private void pay() {
    console.say("");
    console.say("two wallets, and a payment");
    wallet("new", "carol");
    wallet("new", "dave");
    payments.add(TransactionId.parse(wallet("send", "carol", "100", "--from", "alice")));
    payments.add(TransactionId.parse(wallet("send", "dave", "12.5", "--from", "carol")));
  }

  /// As many validators as may fail, and one more, from the last one down.
  private List<Integer> victims() {
    List<Integer> victims = new ArrayList<>();
    int first = plan.quorum();
    for (int index = first; index <= plan.validators(); index++) {
      victims.add(index);
    }
    return victims;
  }

  private void killWithinTolerance(List<Integer> victims, List<Integer> survivors) {
    console.say("");
    for (int index : victims.subList(0, victims.size() - 1)) {
      network.kill(index);
      survivors.remove(Integer.valueOf(index));
      long before = network.height(1).orElse(0);
      long start = System.nanoTime();
      long after = new Probe(network.keys()).await(network.client(1), FINALITY_LIMIT);
      requireHeight(survivors, after, "the nodes that run");
      console.say(
          "killed %s (%d of %d validators down): blocks continue, %d → %d, in %d ms",
          NetworkPlan.name(index),
          plan.indexes().size() - survivors.size(),
          plan.validators(),
          before,
          after,
          millisSince(start));
    }
  }

  /// One failure more than the network tolerates: it must stop, and lose nothing.
  private TransactionId killOneMore(int victim, List<Integer> survivors) {
    network.kill(victim);
    survivors.remove(Integer.valueOf(victim));
    long before = network.height(1).orElse(0);
    TransactionId waiting = new Probe(network.keys()).submit(network.client(1)).id();
    payments.add(waiting);
    boolean hasMoved = Waiting.until(SILENCE, () -> network.height(1).orElse(0) > before);
    int running = plan.validators() - (plan.indexes().size() - survivors.size());
    if (hasMoved) {
      throw broken(
          "A block became final with %d of %d validators, which is no quorum."
              .formatted(running, plan.validators()));
    }
    console.say(
        "killed %s as well: no new block for %.1f s, which is correct: %d < quorum %d; nothing was"
            + " lost",
        NetworkPlan.name(victim), SILENCE.toMillis() / 1000.0, running, plan.quorum());
    return waiting;
  }

  private void bringBack(List<Integer> victims, TransactionId waiting) {
    long start = System.nanoTime();
    victims.forEach(network::start);
    network.awaitAnswers(victims);
    NodeClient.TransactionFacts facts = network.client(1).await(waiting, FINALITY_LIMIT);
    if (facts.status() != NodeClient.Status.FINAL) {
      throw broken(
          "The payment that waited for a quorum is " + facts.status().text() + " after 30 s.");
    }
    console.say(
        "started %s again: the payment that waited is final in block %d, %d ms after the start",
        String.join(" and ", victims.stream().map(NetworkPlan::name).toList()),
        facts.height(),
        millisSince(start));
    long caughtUp = System.nanoTime();
    requireHeight(plan.indexes(), facts.height(), "all nodes");
    for (int index : victims) {
      console.say(
          "%s caught up: %d/%d, %d ms later",
          NetworkPlan.name(index),
          network.height(index).orElse(0),
          facts.height(),
          millisSince(caughtUp));
    }
  }

  /// The same state on every node, and every payment final on every node.
  private List<String> compare() {
    List<NodeClient.ChainFacts> heads = new ArrayList<>();
    boolean isEqual =
        Waiting.until(
            CATCH_UP_LIMIT,
            () -> {
              heads.clear();
              plan.indexes().forEach(index -> heads.add(network.client(index).chain()));
              return heads.stream()
                  .allMatch(head -> head.headId().equals(heads.getFirst().headId()));
            });
    NodeClient.ChainFacts head = heads.getFirst();
    if (!isEqual || !heads.stream().allMatch(h -> h.stateRoot().equals(head.stateRoot()))) {
      throw broken("The nodes do not come to the same block.");
    }
    for (int index : plan.indexes()) {
      for (TransactionId payment : payments) {
        if (network.client(index).transaction(payment).status() != NodeClient.Status.FINAL) {
          throw broken("Payment " + payment + " is not final on " + NetworkPlan.name(index) + ".");
        }
      }
    }
    int size = plan.size();
    String root =
        "state root equal on %d/%d nodes at height %d: %s"
            .formatted(size, size, head.height(), head.stateRoot());
    String kept = "all %d payments are final on %d/%d nodes".formatted(payments.size(), size, size);
    console.say("");
    return List.of(root, kept);
  }

  private void requireHeight(List<Integer> nodes, long height, String who) {
    if (!network.awaitHeight(nodes, height, CATCH_UP_LIMIT)) {
      throw broken("Block " + height + " is not final on " + who + " after 30 s.");
    }
  }

  /// Runs the wallet program and returns what it printed on stdout; its steps go to stderr.
  private String wallet(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.program("wallet-cli/cairn").toString());
    command.addAll(List.of(arguments));
    console.say("$ cairn %s", String.join(" ", arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CAIRN_NODE", plan.url(1));
    builder.environment().put("CAIRN_WALLETS", network.file().walletsDirectory());
    builder.environment().put("CAIRN_PASSWORD_FILE", network.file().passwordFile());
    builder.environment().put("CAIRN_NO_BUILD", "1");
    try {
      Optional<String> printed = ProgramRun.printed(builder, WALLET_LIMIT);
      if (printed.isEmpty()) {
        throw broken("`cairn " + String.join(" ", arguments) + "` failed.");
      }
      console.say("  %s", printed.get());
      return printed.get();
    } catch (IOException e) {
      throw broken("The wallet does not start: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("Interrupted.");
    }
  }

  private static NetException broken(String what) {
    return new NetException(
        ExitCode.UNHEALTHY,
        what,
        "Run it again with --keep, and look with `./testnet/net status` and `./testnet/net logs"
            + " I`.");
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
