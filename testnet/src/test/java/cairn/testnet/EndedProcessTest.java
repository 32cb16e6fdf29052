package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedProcessTest {
  @TempDir Path home;

  @Test
  void aProcessThatEndedDoesNotRunThoughItsParentNeverAsksHow() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "others list no such process");
    Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & exec sleep 60").start();
    try {
      assertTrue(
          Waiting.until(Duration.ofSeconds(10), () -> parent.children().findAny().isPresent()));
      ProcessHandle child = parent.children().findAny().orElseThrow();
      String start = child.info().startInstant().orElseThrow().toString();
      Files.writeString(home.resolve("node.pid"), child.pid() + " " + start);

      child.destroyForcibly();

      NodeProcess process = new NodeProcess(home);
      assertTrue(
          Waiting.until(Duration.ofSeconds(10), () -> process.running().isEmpty()), "it runs on");
      assertEquals(Optional.empty(), process.running());
      assertTrue(child.isAlive(), "its parent has not asked");
    } finally {
      parent.destroyForcibly();
    }
  }
}
