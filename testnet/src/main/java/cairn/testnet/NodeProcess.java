package cairn.testnet;

import cairn.node.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The process of one node, found again by a file with its pid and start time, so that a pid that
/// another program has got since is never touched.
///
/// @param home the node's home; the file is `node.pid` in it
record NodeProcess(Path home) {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

  /// The program that puts another one in a session of its own, where there is one.
  private static final Optional<Path> SETSID = setsid();

  /// Starts the program with its output appended to `node.log`, and notes it.
  ///
  /// It gets a session of its own, so that what is typed at the terminal of this program, as
  /// Ctrl-C, does not reach it. `setsid` becomes the program without another process, as this one's
  /// child leads no group; so the pid is the program's.
  ProcessHandle start(List<String> command, Map<String, String> environment) {
    Path log = home.resolve("node.log");
    ProcessBuilder program =
        new ProcessBuilder(inOwnSession(command))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    program.environment().putAll(environment);
    try {
      Process process = program.start();
      ProcessHandle handle = process.toHandle();
      Files.writeString(pidFile(), handle.pid() + " " + started(handle) + "\n");
      return handle;
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "Cannot start " + command.getFirst() + ": " + e.getMessage() + ".",
          "Is the checkout complete?");
    }
  }

  /// The running process, if it runs.
  Optional<ProcessHandle> running() {
    String[] noted;
    try {
      noted = Files.readString(pidFile()).trim().split(" ");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION, "Cannot read " + pidFile() + ": " + e.getMessage() + ".", "");
    }
    if (noted.length != 2 || !noted[0].matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(noted[0]))
        .filter(handle -> handle.isAlive() && !hasEnded(handle))
        .filter(handle -> started(handle).equals(noted[1]));
  }

  /// Ends the process at once, as a power cut would (SIGKILL); false if it did not run.
  boolean kill() {
    Optional<ProcessHandle> process = running();
    process.ifPresent(handle -> {
      handle.destroyForcibly();
      awaitExit(handle, STOP_LIMIT);
    });
    return process.isPresent();
  }

  /// Asks the process to stop (SIGTERM) without waiting for it.
  void requestStop() {
    running().ifPresent(ProcessHandle::destroy);
  }

  /// Waits for the process to be gone, and kills it if it does not go in time; false if it had to.
  boolean awaitStop() {
    Optional<ProcessHandle> process = running();
    if (process.isPresent() && !awaitExit(process.get(), STOP_LIMIT)) {
      kill();
      return false;
    }
    return true;
  }

  private static List<String> inOwnSession(List<String> command) {
    List<String> all = new ArrayList<>();
    SETSID.ifPresent(setsid -> all.add(setsid.toString()));
    all.addAll(command);
    return all;
  }

  static Optional<Path> setsid() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, "setsid"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Path pidFile() {
    return home.resolve("node.pid");
  }

  private static String started(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  /// On Linux a process that has ended is listed until its parent asks how; it cannot do anything
  /// any more, and holds no file.
  private static boolean hasEnded(ProcessHandle handle) {
    try {
      String stat = Files.readString(Path.of("/proc/" + handle.pid() + "/stat"));
      return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean awaitExit(ProcessHandle handle, Duration limit) {
    try {
      handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for a process cannot fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
