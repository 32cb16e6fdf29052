package cairn.node;

import cairn.crypto.NativeCiphers;
import cairn.crypto.SignatureProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `cairnd rehearse`, for the build: two nodes of a network of their own, on free ports of the
/// loopback, make one payment final and stop. What java notes meanwhile of the classes that a node
/// needs (an AOT cache) halves the time of every later start.
@Command(
    name = "rehearse",
    hidden = true,
    description = "Runs two nodes in a temporary folder until a payment is final.")
final class RehearseCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException, InterruptedException {
    NativeCiphers.prefer();
    // Before the first logger is made.
    System.setProperty("cairn.log.level", "error");
    Path folder = Files.createTempDirectory("cairn-rehearsal");
    try {
      return new Rehearsal(folder, SignatureProviders.best()).isPaid()
          ? ExitCode.OK.number()
          : ExitCode.UNHEALTHY.number();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
