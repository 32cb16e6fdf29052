package cairn.node;

import cairn.consensus.JournalException;
import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.SignatureProviders;
import cairn.disk.Disk;
import cairn.disk.DiskException;
import cairn.disk.DurableFile;
import cairn.disk.RealDisk;
import cairn.ledger.Genesis;
import cairn.ledger.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The folder of one node:
///
/// ```
/// node.toml  genesis.json  keys/node.json  keys/validator.json
/// data/LOCK  data/pid  data/journal/  data/ledger/  data/peers
/// data/verify/  data/repair/  data/ledger.damaged-1/ … : what the commands of upkeep leave
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
  static final String VERIFY = "verify";
  static final String REPAIR = "repair";
  private static final String PID = "pid";
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  /// The home at `path`; throws [RefusedException] if there is none.
  public static NodeHome existing(Path path) {
    NodeHome home = new NodeHome(path.toAbsolutePath().normalize());
    if (!Files.isDirectory(home.data())) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "no node lives in " + home.path + ".",
          "`cairnd init --home " + home.path + " --genesis FILE` makes one.");
    }
    return home;
  }

  /// Makes the home of a new node: configuration, genesis, keys, an empty journal and a store that
  /// holds the genesis. The folder of the last two comes last, whole, so that a home that was not
  /// finished is never taken for one: the same call finishes it. Nothing that is there is
  /// overwritten: where it says otherwise, this throws [RefusedException], as it does where there
  /// is a node already, and where the genesis is not sound.
  public static NodeHome create(
      Path path,
      Genesis genesis,
      KeyPair nodeKey,
      Optional<KeyPair> validatorKey,
      Map<Setting, String> settings) {
    NodeHome home = new NodeHome(path.toAbsolutePath().normalize());
    home.requireNoData();
    List<String> problems = genesis.problems(SignatureProviders.best());
    if (!problems.isEmpty()) {
      throw refused("the genesis is not sound: " + String.join(" ", problems));
    }
    Map<Setting, String> chosen = new EnumMap<>(Setting.class);
    chosen.putAll(settings);
    chosen.put(Setting.VALIDATOR_KEY, validatorKey.isPresent() ? "keys/validator.json" : "none");
    try {
      Files.createDirectories(home.path);
      home.writeConfig(chosen);
      home.writeGenesis(genesis);
      writeUnlessThere(home.nodeKeyFile(), KeyFile.Type.NODE, nodeKey);
      validatorKey.ifPresent(
          key -> writeUnlessThere(home.validatorKeyFile(), KeyFile.Type.VALIDATOR, key));
      DataFolder.create(home, genesis, validatorKey.map(KeyPair::publicKey));
    } catch (IOException e) {
      throw refused("cannot write into " + home.path + ": " + reason(e));
    } catch (DiskException | JournalException | StoreException e) {
      throw refused(
          "the node in "
              + home.path
              + " could not be made: "
              + e.getMessage()
              + ". Run `cairnd init` again when that is mended.");
    }
    return home;
  }

  private void requireNoData() {
    if (!Files.exists(data())) {
      return;
    }
    if (Files.exists(data().resolve(JOURNAL))) {
      throw refused("a node lives in " + path + " already.");
    }
    String[] names = data().toFile().list();
    if (names == null || names.length > 0) {
      throw refused(
          data()
              + " is there, but without a journal: put back what was in it, or, if no validator"
              + " ever ran here, move it away.");
    }
  }

  private void writeConfig(Map<Setting, String> chosen) throws IOException {
    if (Files.exists(configFile())) {
      Settings.resolve(Map.of(), Map.of(), configFile()).requireSame(chosen);
    } else {
      byte[] toml = Settings.toToml(chosen).getBytes(StandardCharsets.UTF_8);
      DurableFile.create(configFile(), toml, READABLE);
    }
  }

  private void writeGenesis(Genesis genesis) throws IOException {
    if (!Files.exists(genesisFile())) {
      GenesisFile.write(genesisFile(), genesis);
    } else if (!GenesisFile.read(genesisFile()).hash().equals(genesis.hash())) {
      throw refused(
          genesisFile() + " is another network's: move it away, or make the node in another home.");
    }
  }

  /// A key that is there already must be the same one: [KeyFile#write] never overwrites.
  private static void writeUnlessThere(Path file, KeyFile.Type type, KeyPair key) {
    if (!Files.exists(file) || !KeyFile.read(file, type, SignatureProviders.best()).equals(key)) {
      KeyFile.write(file, type, key);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }

  private static RefusedException refused(String sentence) {
    return new RefusedException(ExitCode.CONFIGURATION, sentence);
  }

  public Path configFile() {
    return path.resolve(Settings.FILE_NAME);
  }

  public Path genesisFile() {
    return path.resolve("genesis.json");
  }

  /// The genesis of the home; throws [RefusedException] where it is not sound.
  Genesis genesis(Ed25519 ed25519) {
    Genesis genesis = GenesisFile.read(genesisFile());
    List<String> problems = genesis.problems(ed25519);
    if (!problems.isEmpty()) {
      throw refused(
          "the genesis " + genesisFile() + " is not sound: " + String.join(" ", problems));
    }
    return genesis;
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
      throw isRun();
    }
    try {
      Files.writeString(data().resolve(PID), Long.toString(ProcessHandle.current().pid()));
    } catch (IOException e) {
      lock.get().close();
      throw refused("cannot write into " + data() + ": " + reason(e));
    }
    return lock.get();
  }

  /// Throws [RefusedException] naming the process that runs the node, if one does.
  public void requireStopped() {
    new RealDisk(data()).lock(LOCK).orElseThrow(this::isRun).close();
  }

  private RefusedException isRun() {
    return new RefusedException(
        ExitCode.CONFIGURATION,
        "another process runs the node in " + path + runningPid() + "; stop it first.");
  }

  private String runningPid() {
    try {
      return " (pid " + Files.readString(data().resolve(PID)).strip() + ")";
    } catch (IOException e) {
      return "";
    }
  }
}
