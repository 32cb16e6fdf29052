package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.Disk;
import cairn.disk.RealDisk;
import cairn.node.RefusedException;
import cairn.wallet.NodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
          try (Launched launched = Launched.watch(network)) {
            throw new NodeException.Garbled(launched.network().plan().url(1), "it is nonsense");
          }
        });

    assertEquals(List.of(), network.running());
  }

  @Test
  void whatIsKeptStays() {
    try (Launched launched = Launched.watch(network)) {
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
}
