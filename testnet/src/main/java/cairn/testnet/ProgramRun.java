package cairn.testnet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that is run to its end for what it prints.
final class ProgramRun {
  private ProgramRun() {}

  /// What the program printed on stdout; empty if it failed, or had to be ended at the limit.
  ///
  /// It prints into a file: a pipe would be read until its last holder is gone, however long after
  /// the limit that is.
  static Optional<String> printed(ProcessBuilder program, Duration limit)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("cairn-", ".out");
    try {
      Process process = program.redirectOutput(output.toFile()).start();
      boolean isGood = false;
      try {
        isGood =
            process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
      return isGood
          ? Optional.of(new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip())
          : Optional.empty();
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
