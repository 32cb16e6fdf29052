package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `net` refuses before it starts anything, each in one sentence.
class NetUsageTest {
  private static final int USAGE = 2;
  private static final int CONFIGURATION = 10;

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up --validatros 4",
        "up --validators 0",
        "up --validators 17",
        "up --validators four",
        "up --observers -1",
        "up --port-base 80",
        "up --seed a/b",
        "up --seed 12345678901234567890123456789012345678901234567890",
        "demo --validators 3",
        "kill",
        "kill one",
        "load --rate -1",
        "load --rate 1 --max",
        "logs 1 -n 0",
        "destroy"
      })
  void whatCannotBeUnderstoodIsAUsageError(String line) {
    Path directory = temporary.resolve("net");

    NetRun.Result result = NetRun.net(directory, line.split(" "));

    assertEquals(USAGE, result.exit());
    assertFalse(result.sentence().isEmpty());
    assertFalse(result.sentence().contains("Exception"), result::sentence);
    assertFalse(Files.exists(directory), "nothing is made");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "status", "demo", "load", "kill", "start", "logs", "down"})
  void everyCommandTellsOfItself(String command) {
    String help = NetRun.text(command, "--help");

    assertTrue(help.startsWith("Usage: net " + command + " "), help);
    assertEquals(help, NetRun.text(command, "-h"));
  }

  @Test
  void aUsageErrorSaysOnceThatItIsOne() {
    NetRun.Result result = NetRun.net(temporary, "load", "--rate", "1", "--max");

    assertFalse(result.sentence().startsWith("Error"), result::sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "demo"})
  void aDirectoryThatCannotBeMadeIsOneSentence(String command) throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "in the way");

    NetRun.Result result = NetRun.net(file.resolve("net"), command);

    assertEquals(CONFIGURATION, result.exit());
    assertTrue(result.sentence().startsWith("Cannot make " + file), result::sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "up --fresh", "demo", "demo --fresh"})
  void aForeignDirectoryIsLeftAsItIs(String line) throws IOException {
    Files.writeString(temporary.resolve("genesis.json"), "{}");
    Files.writeString(temporary.resolve(".gitignore"), "*\n");
    Files.writeString(temporary.resolve("precious"), "text");

    NetRun.Result result = NetRun.net(temporary, line.split(" "));

    assertEquals(CONFIGURATION, result.exit());
    assertEquals(
        temporary + " is not empty, and what is in it is no local network.", result.sentence());
    try (var files = Files.list(temporary)) {
      assertEquals(
          List.of(".gitignore", "genesis.json", "precious"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"start 1", "kill 1", "down", "up", "demo --fresh"})
  void oneCommandChangesANetworkAtATime(String line) throws IOException {
    NetworkDirectory place = new NetworkDirectory(temporary);
    place.mark();
    SampleNetwork.of(new NetworkPlan(4, 0, 9000, "s")).write(temporary);

    NetRun.Result result;
    try (Disk.Lock _ = place.lock()) {
      result = NetRun.net(temporary, line.split(" "));
    }

    assertEquals(CONFIGURATION, result.exit());
    assertEquals("Another `net` command is at work in " + temporary + ".", result.sentence());
    place.lock().close();
  }

  @Test
  void aJdkThatIsTooOldIsOneSentence() throws IOException {
    Path jdk = Files.createDirectories(temporary.resolve("jdk-17"));
    Files.createDirectories(jdk.resolve("bin"));
    Files.createSymbolicLink(jdk.resolve("bin/java"), Path.of("/bin/true"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.12\"\n");
    ProcessBuilder net = new ProcessBuilder(Checkout.program("testnet/net").toString(), "status");
    net.environment().put("CAIRN_JAVA_HOME", jdk.toString());

    NetRun.Printed printed = NetRun.run(net);

    assertEquals(CONFIGURATION, printed.exit());
    assertEquals("cairn: CAIRN_JAVA_HOME=" + jdk + " is not a JDK 25 or later.\n", printed.text());
  }

  @Test
  void noJdkAtAllIsOneSentence() {
    // No machine has a JDK 999, wherever the script looks.
    String script =
        ". '%s'; CAIRN_JAVA_NEEDED=999; CAIRN_JAVA_HOME= cairn_find_java"
            .formatted(Checkout.program("testnet/net").resolveSibling("../.mvn/launch.sh"));

    NetRun.Printed printed = NetRun.run(new ProcessBuilder("bash", "-c", script));

    assertEquals(CONFIGURATION, printed.exit());
    assertEquals(
        "cairn: no JDK 999 found: install one, or set CAIRN_JAVA_HOME to the folder of one.\n",
        printed.text());
  }
}
