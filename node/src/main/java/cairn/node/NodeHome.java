package cairn.node;

import cairn.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folder of one node:
///
/// ```
/// node.toml  genesis.json  keys/node.json  keys/validator.json
/// data/LOCK  data/pid  data/journal/  data/ledger/  data/peers
/// ```
///
/// The running process locks `data/LOCK`, which is never deleted, and leaves its number in
/// `data/pid`, for the sentence that a second process ends with.
public record NodeHome(Path path) {
  static final String DATA = "data";
  static final String LOCK = "LOCK";
  static final String JOURNAL = "journal";
  static final String LEDGER = "ledger";
  static final String PEERS = "peers";
  private static final String PID = "pid";

  /// The home at `path`; throws [RefusedException] if there is none.
  public static NodeHome existing(Path path) {
    NodeHome home = new NodeHome(path.toAbsolutePath().normalize());
    if (!Files.isDirectory(home.data())) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "no node lives in "
              + home.path
              + "; run `cairnd init --home "
              + home.path
              + " --genesis FILE` first.");
    }
    return home;
  }

  public Path configFile() {
    return path.resolve(Settings.FILE_NAME);
  }

  public Path genesisFile() {
    return path.resolve("genesis.json");
  }

  public Path nodeKeyFile() {
    return path.resolve("keys", "node.json");
  }

  public Path validatorKeyFile() {
    return path.resolve("keys", "validator.json");
  }

  /// The folder that a [Disk] is rooted in.
  public Path data() {
    return path.resolve(DATA);
  }

  /// Takes the lock of the home; throws [RefusedException] naming the process that has it.
  Disk.Lock lock(Disk data) {
    Optional<Disk.Lock> lock = data.lock(LOCK);
    if (lock.isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "another process runs the node in " + path + runningPid() + "; stop it first.");
    }
    try {
      Files.writeString(data().resolve(PID), Long.toString(ProcessHandle.current().pid()));
    } catch (IOException e) {
      lock.get().close();
      throw new RefusedException(
          ExitCode.CONFIGURATION, "cannot write into " + data() + ": " + e.getMessage());
    }
    return lock.get();
  }

  private String runningPid() {
    try {
      return " (pid " + Files.readString(data().resolve(PID)).strip() + ")";
    } catch (IOException e) {
      return "";
    }
  }
}
