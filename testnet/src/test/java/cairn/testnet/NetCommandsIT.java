package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Address;
import cairn.ledger.TransactionId;
import cairn.wallet.NodeClient;
import cairn.wallet.NodeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands of `net` as a program uses them, by their JSON, over real processes.
class NetCommandsIT {
  private static final int CONFIGURATION = 10;
  private static final int UNHEALTHY = 9;

  @TempDir Path temporary;

  @Test
  void oneValidatorAndOneObserverLiveThroughAllCommands() {
    Path directory = temporary.resolve("net");
    NetworkPlan plan = TestPorts.plan(1, 1, "commands");
    try {
      NetRun.Result up = up(directory, plan, "--observers", "1");
      assertEquals(0, up.exit());
      assertEquals(2, up.data().path("urls").size());
      assertReady(directory, 2);

      measuresALoad(directory);
      speaksWithTheWalletsClient(directory);
      servesTheWallet(directory);
      refusesASecondUp(directory, plan);
      refusesASecondProcess(directory);
      losesAndRegainsItsObserver(directory);
      comesBackWithItsData(directory, plan);
      beginsAnew(directory, plan, up.data().path("genesisHash").asString());
    } finally {
      NetRun.net(directory, "down");
    }
  }

  @Test
  void aBusyPortIsOneClearSentence() throws IOException {
    NetworkPlan plan = TestPorts.plan(1, 0, "busy");
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.peerPort(1)));

      NetRun.Result up = up(temporary.resolve("busy"), plan);

      assertEquals(CONFIGURATION, up.exit());
      assertEquals(
          "The TCP port " + plan.peerPort(1) + " is taken by another program.", up.sentence());
    }
  }

  @Test
  void commandsWithoutANetworkSaySo() {
    for (String command : List.of("status", "down")) {
      NetRun.Result result = NetRun.net(temporary.resolve("none"), command);

      assertEquals(CONFIGURATION, result.exit());
      assertTrue(result.sentence().startsWith("There is no local network in "), result::sentence);
    }
  }

  private static void measuresALoad(Path directory) {
    NetRun.Result load =
        NetRun.net(directory, "load", "--rate", "40", "--seconds", "1", "--accounts", "8");

    assertEquals(0, load.exit(), () -> load.json().toString());
    JsonNode data = load.data();
    assertEquals(40, data.path("offered").asInt());
    assertEquals(40, data.path("final").asInt(), data::toString);
    assertEquals(0, data.path("rejected").asInt() + data.path("expired").asInt());
    assertTrue(data.path("offeredPerSecond").asDouble() > 0);
    assertTrue(data.path("finalPerSecond").asDouble() > 0);
    JsonNode latency = data.path("latencyMillis");
    double before = 0;
    for (String quantile : List.of("p50", "p90", "p99", "max")) {
      assertTrue(latency.path(quantile).asDouble() >= before, latency::toString);
      before = latency.path(quantile).asDouble();
    }
    assertTrue(before > 0);
    assertEquals(2, NetRun.net(directory, "load", "--rate", "0").exit());
    assertEquals(2, NetRun.net(directory, "load").exit());
    assertEquals(2, NetRun.net(directory, "load", "--max", "--accounts", "1").exit());
  }

  private static void speaksWithTheWalletsClient(Path directory) {
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      NodeClient client = network.client(1);
      NodeClient.ChainFacts chain = client.chain();
      assertEquals(network.file().genesisHash(), chain.genesis().toString());
      assertEquals("CRN 6", chain.symbol() + " " + chain.decimals());
      Address alice = Address.parse(network.file().accounts().getFirst().address());
      assertEquals("1000000000000", client.account(alice).balance().toString());

      TransactionId id = new Probe(network.keys()).submit(client).id();
      NodeClient.TransactionFacts end = client.await(id, Duration.ofSeconds(20));

      assertEquals(NodeClient.Status.FINAL, end.status());
      assertEquals("1 of 1", end.signatures() + " of " + end.validators());
      NodeClient.TransactionFacts found = client.transaction(id);
      assertEquals(NodeClient.Status.FINAL, found.status());
      assertEquals(end.height() + " " + end.index(), found.height() + " " + found.index());
      assertEquals("1 of 1", found.signatures() + " of " + found.validators());
      assertEquals("1", found.content().path("operations").path(0).path("amount").asString());
      JsonNode block = client.block(Long.toString(end.height()));
      assertEquals(Long.toString(end.height()), block.path("height").asString());
      TransactionId unknown = TransactionId.parse("5a".repeat(32));
      assertEquals(NodeClient.Status.UNKNOWN, client.transaction(unknown).status());
      assertEquals("NOT_FOUND", refusal(() -> client.block("5a".repeat(32))));
      assertEquals("HEIGHT_IN_FUTURE", refusal(() -> client.block("999999999")));
    }
  }

  private static String refusal(Executable call) {
    return assertThrows(NodeException.Refused.class, call).kind();
  }

  private static void servesTheWallet(Path directory) {
    NetworkFile file = NetworkFile.read(directory);
    ProcessBuilder send =
        new ProcessBuilder(
            Checkout.program("wallet-cli/cairn").toString(),
            "send",
            "bob",
            "12.5",
            "--from",
            "alice");
    send.environment().put("CAIRN_NODE", file.nodes().getFirst().url());
    send.environment().put("CAIRN_WALLETS", file.walletsDirectory());
    send.environment().put("CAIRN_PASSWORD_FILE", file.passwordFile());

    NetRun.Printed printed = NetRun.run(send);

    assertEquals(0, printed.exit(), printed::text);
    assertTrue(printed.text().contains("12.5 CRN   alice (cairntest1"), printed::text);
    assertTrue(printed.text().contains("-> bob (cairntest1"), printed::text);
    assertTrue(printed.text().contains("ok FINAL in block "), printed::text);
    assertTrue(printed.text().contains("signatures, proved"), printed::text);
  }

  private static void refusesASecondUp(Path directory, NetworkPlan plan) {
    NetRun.Result again = up(directory, plan);

    assertEquals(CONFIGURATION, again.exit());
    assertEquals("The network in " + directory + " is up already.", again.sentence());
    assertReady(directory, 2);
  }

  private static void refusesASecondProcess(Path directory) {
    long pid = status(directory).data().path("nodes").path(0).path("pid").asLong();

    NetRun.Printed second =
        NetRun.program("node/cairnd", "run", "--home", directory.resolve("node-1").toString());

    assertEquals(CONFIGURATION, second.exit(), second::text);
    assertTrue(second.text().contains("(pid " + pid + ")"), second::text);
    assertEquals(1, second.text().lines().filter(line -> line.startsWith("error: ")).count());
    assertReady(directory, 2);
  }

  private static void losesAndRegainsItsObserver(Path directory) {
    assertEquals(0, NetRun.net(directory, "kill", "2").exit());
    NetRun.Result status = status(directory);
    assertEquals(UNHEALTHY, status.exit());
    assertEquals("DOWN", status.data().path("nodes").path(1).path("state").asString());
    assertEquals(2, NetRun.net(directory, "kill", "2").exit());

    assertEquals(0, NetRun.net(directory, "start", "2").exit());
    NetRun.Result twice = NetRun.net(directory, "start", "2");
    assertEquals(2, twice.exit());
    assertEquals("node-2 is running already.", twice.sentence());
    assertReady(directory, 2);

    NetRun.Result logs = NetRun.net(directory, "logs", "2", "-n", "5");
    assertEquals(0, logs.exit());
    assertTrue(logs.data().path("lines").size() <= 5, () -> logs.json().toString());
    assertEquals(2, NetRun.net(directory, "logs", "3").exit());
  }

  private static void comesBackWithItsData(Path directory, NetworkPlan plan) {
    long height = height(directory);
    NetRun.Result down = NetRun.net(directory, "down");
    assertEquals(2, down.data().path("stopped").asInt());
    assertEquals(0, down.data().path("killed").size(), () -> down.json().toString());

    assertEquals(0, NetRun.net(directory, "up").exit());

    assertTrue(height(directory) > height, () -> "above " + height + ": " + height(directory));
    assertEquals(0, NetRun.net(directory, "down").exit());
    NetRun.Result other = up(directory, plan, "--observers", "2");
    assertEquals(CONFIGURATION, other.exit());
    assertTrue(
        other.sentence().contains("has a network of 1 validators and 1 observers"),
        other::sentence);
  }

  private static void beginsAnew(Path directory, NetworkPlan plan, String oldGenesis) {
    NetRun.Result fresh = up(directory, plan, "--fresh");

    assertEquals(0, fresh.exit());
    assertNotEquals(oldGenesis, fresh.data().path("genesisHash").asString());
    assertEquals(1, fresh.data().path("urls").size());
    assertReady(directory, 1);
  }

  private static void assertReady(Path directory, int nodes) {
    boolean isReady = Waiting.until(Duration.ofSeconds(20), () -> status(directory).exit() == 0);
    NetRun.Result status = status(directory);
    assertTrue(isReady, () -> status.json().toString());
    assertEquals(nodes, status.data().path("nodes").size());
  }

  private static long height(Path directory) {
    return status(directory).data().path("nodes").path(0).path("height").asLong();
  }

  private static NetRun.Result status(Path directory) {
    return NetRun.net(directory, "status");
  }

  private static NetRun.Result up(Path directory, NetworkPlan plan, String... more) {
    List<String> arguments = new ArrayList<>(List.of("up", "--validators", "1"));
    arguments.addAll(List.of("--port-base", Integer.toString(plan.portBase())));
    arguments.addAll(List.of("--seed", plan.seed()));
    arguments.addAll(List.of(more));
    return NetRun.net(directory, arguments.toArray(String[]::new));
  }
}
