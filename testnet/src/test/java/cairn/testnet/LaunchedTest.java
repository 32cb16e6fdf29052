package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cairn.disk.Disk;
import cairn.disk.RealDisk;
import cairn.node.ExitCode;
import cairn.node.RefusedException;
import cairn.wallet.NodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of processes that were started, whatever they do.
class LaunchedTest {
  private static final List<String> ENDLESS = List.of("sleep", "600");

  @TempDir Path directory;

  private LocalNetwork network;

  @BeforeEach
  void startSomething() throws IOException {
    SampleNetwork.of(new NetworkPlan(2, 0, 9000, "s")).write(directory);
    network = LocalNetwork.open(directory);
    for (int index : network.plan().indexes()) {
      Files.createDirectories(network.home(index));
      network.process(index).start(ENDLESS, Map.of());
    }
    assertEquals(List.of(1, 2), network.running());
  }

  @AfterEach
  void stopIt() {
    network.stop();
  }

  @Test
  void anyFailureStopsWhatWasStarted() {
    assertThrows(
        NodeException.class,
        () -> {
          try (Launched launched = Launched.watch(network, () -> {})) {
            throw new NodeException.Garbled(launched.network().plan().url(1), "it is nonsense");
          }
        });

    assertEquals(List.of(), network.running());
  }

  @Test
  void whatIsKeptStays() {
    try (Launched launched = Launched.watch(network, () -> {})) {
      launched.keep();
    }

    assertEquals(List.of(1, 2), network.running());
  }

  @Test
  void afterTheEndNoNodeIsStarted() {
    network.stopForGood();

    NetException refusal = assertThrows(NetException.class, () -> network.start(1));

    assertEquals("The network is being stopped.", refusal.text());
    assertEquals(List.of(), network.running());
  }

  @Test
  void aNodeThatAnotherProgramRunsIsNotStarted() throws IOException {
    network.stop();
    String noted = Files.readString(network.home(1).resolve("node.pid"));
    Path data = Files.createDirectories(network.home(1).resolve("data"));

    try (Disk.Lock _ = new RealDisk(data).lock("LOCK").orElseThrow()) {
      RefusedException refusal = assertThrows(RefusedException.class, () -> network.start(1));

      assertTrue(
          String.valueOf(refusal.getMessage()).startsWith("another process runs the node in "));
      assertEquals(noted, Files.readString(network.home(1).resolve("node.pid")));
    }
  }

  @Test
  void aRunningNodeIsNotStartedAgain() throws IOException {
    String noted = Files.readString(network.home(1).resolve("node.pid"));

    NetException refusal = assertThrows(NetException.class, () -> network.start(1));

    assertTrue(refusal.text().endsWith("is running already."), refusal::text);
    assertEquals(noted, Files.readString(network.home(1).resolve("node.pid")));
  }

  @Test
  void whatIsStartedHasASessionOfItsOwn() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "only /proc tells of sessions");
    assertTrue(NodeProcess.setsid().isPresent());
    long pid = network.process(1).running().orElseThrow().pid();

    boolean isItsOwn =
        Waiting.until(
            Duration.ofSeconds(10), () -> session(pid) == pid && name(pid).equals("sleep"));

    assertTrue(isItsOwn, "Ctrl-C at this program's terminal would reach it");
  }

  @Test
  void anEndFromOutsideStopsTheNodesBeforeItCleansUp() {
    List<Boolean> wasRunning = new ArrayList<>();
    try (Launched launched =
        Launched.watch(network, () -> wasRunning.add(!network.running().isEmpty()))) {
      launched.end();
    }

    assertEquals(List.of(false), wasRunning);
  }

  @Test
  void whatFailsBecauseTheProgramEndsIsToldAsThat() {
    try (Launched launched = Launched.watch(network, () -> {})) {
      launched.end();

      NetException failure =
          assertThrows(
              NetException.class,
              () ->
                  launched.step(() -> {
                    throw new NodeException.Garbled("http://there", "it is nonsense");
                  }));

      assertEquals(ExitCode.INTERRUPTED, failure.exitCode());
    }
  }

  private static String name(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long session(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
