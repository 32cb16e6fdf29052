package cairn.node;

import cairn.consensus.Journal;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SignatureProviders;
import cairn.disk.Disk;
import cairn.disk.RealDisk;
import cairn.ledger.Genesis;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.LevelDbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  /// Makes the home of a new node: configuration, genesis, keys, an empty journal and a store that
  /// holds the genesis. What is durable last is the store, so that a home that was not finished is
  /// never taken for one. Throws [RefusedException] where there is a node already, or where the
  /// genesis is not sound.
  public static NodeHome create(
      Path path,
      Genesis genesis,
      KeyPair nodeKey,
      Optional<KeyPair> validatorKey,
      Map<Setting, String> settings) {
    NodeHome home = new NodeHome(path.toAbsolutePath().normalize());
    if (Files.exists(home.data().resolve(LEDGER))) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "a node lives in " + home.path + " already.");
    }
    List<String> problems = genesis.problems(SignatureProviders.best());
    if (!problems.isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "the genesis is not sound: " + String.join(" ", problems));
    }
    Map<Setting, String> chosen = new EnumMap<>(Setting.class);
    chosen.putAll(settings);
    chosen.put(Setting.VALIDATOR_KEY, validatorKey.isPresent() ? "keys/validator.json" : "none");
    try {
      Files.createDirectories(home.path);
      Files.writeString(home.configFile(), Settings.toToml(chosen));
      GenesisFile.write(home.genesisFile(), genesis);
    } catch (IOException e) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "cannot write into " + home.path + ": " + e.getMessage());
    }
    writeUnlessThere(home.nodeKeyFile(), KeyFile.Type.NODE, nodeKey);
    validatorKey.ifPresent(
        key -> writeUnlessThere(home.validatorKeyFile(), KeyFile.Type.VALIDATOR, key));
    home.createData(genesis, validatorKey.map(KeyPair::publicKey));
    return home;
  }

  /// A key that is there already must be the same one: [KeyFile#write] never overwrites.
  private static void writeUnlessThere(Path file, KeyFile.Type type, KeyPair key) {
    if (!Files.exists(file) || !KeyFile.read(file, type, SignatureProviders.best()).equals(key)) {
      KeyFile.write(file, type, key);
    }
  }

  private void createData(Genesis genesis, Optional<PublicKey> validator) {
    Disk disk = new RealDisk(data());
    disk.createDirectories("");
    Journal.create(disk, JOURNAL, new Journal.Owner(validator, genesis.hash())).close();
    LedgerStore.create(LevelDbStore.create(disk, LEDGER), genesis).close();
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
