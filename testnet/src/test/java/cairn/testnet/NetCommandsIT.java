package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands of `net` as a program uses them, by their JSON, over real processes.
class NetCommandsIT {
  private static final int CONFIGURATION = 10;
  private static final int UNHEALTHY = 9;
  private static final long RUN_LIMIT_SECONDS = 60;

  @TempDir Path temporary;

  /// What a command printed, and how it ended.
  private record Result(int exit, JsonNode json) {
    JsonNode data() {
      assertTrue(json.path("ok").asBoolean(false), json::toString);
      return json.path("data");
    }

    String sentence() {
      assertEquals(false, json.path("ok").asBoolean(true), json::toString);
      return json.path("error").path("message").asString("");
    }
  }

  @Test
  void oneValidatorAndOneObserverLiveThroughAllCommands() {
    Path directory = temporary.resolve("net");
    NetworkPlan plan = TestPorts.plan(1, 1, "commands");
    try {
      Result up = up(directory, plan, "--observers", "1");
      assertEquals(0, up.exit());
      assertEquals(2, up.data().path("urls").size());
      assertReady(directory, 2);

      refusesASecondUp(directory, plan);
      refusesASecondProcess(directory);
      losesAndRegainsItsObserver(directory);
      comesBackWithItsData(directory, plan);
      beginsAnew(directory, plan, up.data().path("genesisHash").asString());
    } finally {
      net(directory, "down");
    }
  }

  @Test
  void aBusyPortIsOneClearSentence() throws IOException {
    NetworkPlan plan = TestPorts.plan(1, 0, "busy");
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.peerPort(1)));

      Result up = up(temporary.resolve("busy"), plan);

      assertEquals(CONFIGURATION, up.exit());
      assertEquals(
          "The TCP port " + plan.peerPort(1) + " is taken by another program.", up.sentence());
    }
  }

  @Test
  void commandsWithoutANetworkSaySo() {
    for (String command : List.of("status", "down")) {
      Result result = net(temporary.resolve("none"), command);

      assertEquals(CONFIGURATION, result.exit());
      assertTrue(result.sentence().startsWith("There is no local network in "), result::sentence);
    }
  }

  private static void refusesASecondUp(Path directory, NetworkPlan plan) {
    Result again = up(directory, plan);

    assertEquals(CONFIGURATION, again.exit());
    assertEquals("The network in " + directory + " is up already.", again.sentence());
    assertReady(directory, 2);
  }

  private static void refusesASecondProcess(Path directory) {
    long pid = status(directory).data().path("nodes").path(0).path("pid").asLong();

    Printed second = cairnd("run", "--home", directory.resolve("node-1").toString());

    assertEquals(CONFIGURATION, second.exit(), second::text);
    assertTrue(second.text().contains("(pid " + pid + ")"), second::text);
    assertEquals(1, second.text().lines().filter(line -> line.startsWith("error: ")).count());
    assertReady(directory, 2);
  }

  private static void losesAndRegainsItsObserver(Path directory) {
    assertEquals(0, net(directory, "kill", "2").exit());
    Result status = status(directory);
    assertEquals(UNHEALTHY, status.exit());
    assertEquals("DOWN", status.data().path("nodes").path(1).path("state").asString());
    assertEquals(2, net(directory, "kill", "2").exit());

    assertEquals(0, net(directory, "start", "2").exit());
    Result twice = net(directory, "start", "2");
    assertEquals(2, twice.exit());
    assertEquals("node-2 is running already.", twice.sentence());
    assertReady(directory, 2);

    Result logs = net(directory, "logs", "2", "-n", "5");
    assertEquals(0, logs.exit());
    assertTrue(logs.data().path("lines").size() <= 5, () -> logs.json().toString());
    assertEquals(2, net(directory, "logs", "3").exit());
  }

  private static void comesBackWithItsData(Path directory, NetworkPlan plan) {
    long height = height(directory);
    Result down = net(directory, "down");
    assertEquals(2, down.data().path("stopped").asInt());
    assertEquals(0, down.data().path("killed").size(), () -> down.json().toString());

    assertEquals(0, net(directory, "up").exit());

    assertTrue(height(directory) > height, () -> "above " + height + ": " + height(directory));
    assertEquals(0, net(directory, "down").exit());
    Result other = up(directory, plan, "--observers", "2");
    assertEquals(CONFIGURATION, other.exit());
    assertTrue(
        other.sentence().contains("has a network of 1 validators and 1 observers"),
        other::sentence);
  }

  private static void beginsAnew(Path directory, NetworkPlan plan, String oldGenesis) {
    Result fresh = up(directory, plan, "--fresh");

    assertEquals(0, fresh.exit());
    assertNotEquals(oldGenesis, fresh.data().path("genesisHash").asString());
    assertEquals(1, fresh.data().path("urls").size());
    assertReady(directory, 1);
  }

  private static void assertReady(Path directory, int nodes) {
    boolean isReady = Waiting.until(Duration.ofSeconds(20), () -> status(directory).exit() == 0);
    Result status = status(directory);
    assertTrue(isReady, () -> status.json().toString());
    assertEquals(nodes, status.data().path("nodes").size());
  }

  private static long height(Path directory) {
    return status(directory).data().path("nodes").path(0).path("height").asLong();
  }

  private static Result status(Path directory) {
    return net(directory, "status");
  }

  private static Result up(Path directory, NetworkPlan plan, String... more) {
    List<String> arguments = new ArrayList<>(List.of("up", "--validators", "1"));
    arguments.addAll(List.of("--port-base", Integer.toString(plan.portBase())));
    arguments.addAll(List.of("--seed", plan.seed()));
    arguments.addAll(List.of(more));
    return net(directory, arguments.toArray(String[]::new));
  }

  /// Runs a command in this process; commands print on System.out.
  private static Result net(Path directory, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--dir", directory.toString(), "-o", "json"));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int exit;
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      exit = CairnNet.run(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    return new Result(exit, JsonMapper.shared().readTree(printed.toByteArray()));
  }

  /// What a program printed on stdout and stderr.
  private record Printed(int exit, String text) {}

  private static Printed cairnd(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.program("node/cairnd").toString());
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        // Ends by itself: it is refused, or it prints nothing more and the limit ends it.
        process.getOutputStream().close();
        assertTrue(process.waitFor(RUN_LIMIT_SECONDS, TimeUnit.SECONDS), "cairnd does not end");
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Printed(process.exitValue(), text);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new AssertionError("cairnd does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
