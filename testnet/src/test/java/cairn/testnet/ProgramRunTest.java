package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgramRunTest {
  private static Optional<String> printed(String script, Duration limit) throws Exception {
    return ProgramRun.printed(new ProcessBuilder("sh", "-c", script), limit);
  }

  @Test
  void givesWhatAProgramPrinted() throws Exception {
    assertEquals(Optional.of("a\nb"), printed("echo a; echo b", Duration.ofSeconds(30)));
  }

  @Test
  void givesNothingOfAProgramThatFails() throws Exception {
    assertEquals(Optional.empty(), printed("echo a; exit 3", Duration.ofSeconds(30)));
  }

  @Test
  void endsAtItsLimitThoughTheProgramHoldsItsOutputOpen() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertEquals(
                Optional.empty(), printed("echo a; exec sleep 60", Duration.ofMillis(200))));
  }
}
