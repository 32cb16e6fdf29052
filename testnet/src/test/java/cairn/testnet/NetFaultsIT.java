package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong while a network comes up or a demonstration runs leaves no process behind.
class NetFaultsIT {
  private static final int UNHEALTHY = 9;
  private static final int TERMINATED = 143;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temporary;

  @Test
  void aDemonstrationWhoseStepFailsStopsItsNodes() {
    Path directory = temporary.resolve("demo");
    NetworkPlan plan = TestPorts.plan(4, 0, "story");
    Path password = directory.resolve("wallets-password");
    try (ExecutorService saboteur = Executors.newSingleThreadExecutor()) {
      // The wallets' password is needed for the first time when all nodes are up.
      saboteur.execute(() -> {
        Waiting.until(LIMIT, () -> Files.exists(directory.resolve("node-4/node.pid")));
        assertTrue(password.toFile().delete());
      });

      NetRun.Result result =
          NetRun.net(
              directory,
              "demo",
              "--port-base",
              Integer.toString(plan.portBase()),
              "--seed",
              plan.seed());

      assertEquals(UNHEALTHY, result.exit());
      assertEquals("`cairn new carol` failed.", result.sentence());
      assertEquals(List.of(), running(directory));
    }
  }

  @Test
  void upThatIsTerminatedStopsWhatItStarted() throws IOException, InterruptedException {
    Path directory = temporary.resolve("net");
    NetworkPlan plan = TestPorts.plan(3, 0, "ended");
    Process up =
        new ProcessBuilder(
                Checkout.program("testnet/net").toString(),
                "up",
                "--dir",
                directory.toString(),
                "--validators",
                "3",
                "--port-base",
                Integer.toString(plan.portBase()),
                "--seed",
                plan.seed())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(temporary.resolve("out").toFile())
            .redirectError(temporary.resolve("err").toFile())
            .start();
    try {
      assertTrue(
          Waiting.until(LIMIT, () -> Files.exists(directory.resolve("node-1/node.pid"))),
          () -> "a node is started: " + err());

      up.destroy();

      assertTrue(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ends");
      assertEquals(TERMINATED, up.exitValue());
      assertEquals(List.of(), running(directory));
    } finally {
      up.destroyForcibly();
      NetRun.net(directory, "down");
    }
  }

  @Test
  void sevenValidatorsComeUpAndGoDown() {
    Path directory = temporary.resolve("seven");
    NetworkPlan plan = TestPorts.plan(7, 0, "seven");
    try {
      NetRun.Result up =
          NetRun.net(
              directory,
              "up",
              "--validators",
              "7",
              "--port-base",
              Integer.toString(plan.portBase()),
              "--seed",
              plan.seed());

      assertEquals(0, up.exit(), () -> up.json().toString());
      assertEquals(7, up.data().path("urls").size());
    } finally {
      NetRun.Result down = NetRun.net(directory, "down");
      assertEquals(7, down.data().path("stopped").asInt());
      assertEquals(0, down.data().path("killed").size());
    }
  }

  private static List<Integer> running(Path directory) {
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      return network.running();
    }
  }

  private String err() {
    try {
      return Files.readString(temporary.resolve("err"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
