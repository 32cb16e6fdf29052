package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Address;
import cairn.ledger.NetworkKind;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C while a payment is out, on a real process.
class InterruptionTest {
  private static final long LIMIT_SECONDS = 30;

  @TempDir Path directory;

  @Test
  void ctrlCNamesThePaymentThatMayStillBecomeFinal() throws IOException, InterruptedException {
    CountDownLatch isWaiting = new CountDownLatch(1);
    CountDownLatch isOver = new CountDownLatch(1);
    try (FakeNode node = new FakeNode()) {
      node.answer(
          "tx_wait",
          params -> {
            isWaiting.countDown();
            await(isOver);
            return FakeNode.value(FakeNode.status(params.path("txId").asString(), "pending"));
          });
      WalletRun wallet = new WalletRun(directory, node.url());
      String to = new KeyAddress(wallet.account("alice")).text();
      Process process = start(wallet, "send", to, "1", "--from", "alice");
      try {
        assertTrue(isWaiting.await(LIMIT_SECONDS, TimeUnit.SECONDS), "it hands the payment in");

        interrupt(process);

        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it ends");
        assertEquals(ExitCode.INTERRUPTED.number(), process.exitValue());
        String err = Files.readString(directory.resolve("err"));
        String id = err.replaceAll("(?s).*transaction ([0-9a-f]{64}).*", "$1");
        assertTrue(err.contains("error: Interrupted: transaction " + id + " may still"), err);
        assertTrue(err.contains("`cairn wait " + id + "`"), err);
        assertEquals("", Files.readString(directory.resolve("out")));
      } finally {
        isOver.countDown();
        process.destroyForcibly();
      }
    }
  }

  /// The address of a key file's account.
  private record KeyAddress(KeyFile file) {
    String text() {
      return new Address(NetworkKind.TEST, file.publicKey()).toString();
    }
  }

  private Process start(WalletRun wallet, String... arguments) throws IOException {
    // A build in the background has Ctrl-C turned off, and hands that on to what it starts.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.add("cairn.wallet.CairnWallet");
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile());
    builder.environment().putAll(wallet.environment());
    return builder.start();
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    String said = new String(kill.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, kill.waitFor(), said);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
