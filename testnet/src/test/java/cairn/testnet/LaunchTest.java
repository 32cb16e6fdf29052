package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.node.ExitCode;
import cairn.wallet.Symbols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What [Launch] leaves alone in a directory. A taken port keeps it from starting nodes.
class LaunchTest {
  @TempDir Path directory;

  private final ServerSocket taken = unbound();
  private final PlanOptions options = new PlanOptions();

  @BeforeEach
  void takeAPort() throws IOException {
    NetworkPlan plan = TestPorts.plan(1, 0, "launch");
    taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.httpPort(1)));
    options.validators = Optional.of(1);
    options.portBase = Optional.of(plan.portBase());
    options.seed = Optional.of(plan.seed());
  }

  @AfterEach
  void giveThePortBack() throws IOException {
    taken.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProjectWithAGenesisAndAGitignoreIsNoNetwork(boolean isFresh) throws IOException {
    put("genesis.json", "{}");
    put(".gitignore", "target/\n");
    put(".git/HEAD", "ref: refs/heads/main\n");
    put("work.txt", "years of it");

    NetException refusal = refusal(isFresh);

    assertEquals(ExitCode.CONFIGURATION, refusal.exitCode());
    assertEquals(
        directory + " is not empty, and what is in it is no local network.", refusal.text());
    assertEquals("years of it", Files.readString(directory.resolve("work.txt")));
    assertTrue(Files.exists(directory.resolve(".git/HEAD")));
    assertFalse(Files.exists(directory.resolve("LOCK")), "nothing is added to it either");
  }

  @Test
  void filesThatNoNetworkMakesSurviveAFreshBeginning() throws IOException {
    new NetworkDirectory(directory).mark();
    put("net.json", "{");
    put("notes/today.txt", "a thought");

    NetException refusal = refusal(true);

    assertEquals(
        directory + " has what no local network makes (notes); nothing was deleted.",
        refusal.text());
    assertEquals("a thought", Files.readString(directory.resolve("notes/today.txt")));
  }

  @Test
  void aTakenPortIsNoticedBeforeTheOldNetworkIsDeleted() throws IOException {
    new NetworkDirectory(directory).mark();
    put("wallets/carol.json", "her key");

    NetException refusal = refusal(true);

    assertTrue(refusal.text().endsWith("is taken by another program."), refusal::text);
    assertEquals("her key", Files.readString(directory.resolve("wallets/carol.json")));
  }

  @Test
  void emptyingTakesAllThatANetworkMakesAndNothingElse() throws IOException {
    NetworkDirectory place = new NetworkDirectory(directory);
    place.mark();
    put("net.json", "{}");
    put("genesis.json", "{}");
    put("node-16/data/LOCK", "");
    put("wallets/alice.json", "");

    place.clear();

    try (var files = Files.list(directory)) {
      assertEquals(0, files.count());
    }
  }

  private NetException refusal(boolean isFresh) {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    Launch launch = new Launch(directory, new Console(nowhere, true, new Symbols(true)));
    return assertThrows(NetException.class, () -> launch.up(options, isFresh));
  }

  private void put(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static ServerSocket unbound() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
