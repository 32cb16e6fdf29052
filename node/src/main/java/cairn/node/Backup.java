package cairn.node;

import cairn.disk.Disk;
import cairn.disk.DurableFile;
import cairn.disk.RealDisk;
import cairn.ledger.Genesis;
import cairn.ledger.store.Head;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreException;
import cairn.node.upkeep.StoreCopy;
import cairn.node.upkeep.StoreFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;

/// A folder with a copy of a node's ledger, its genesis and its settings: no key, and no journal,
/// since a validator that comes back with an old memory would vote twice.
///
/// ```
/// backup.json  genesis.json  node.toml  ledger/
/// ```
final class Backup {
  private static final String ABOUT = "backup.json";
  private static final String GENESIS = "genesis.json";
  private static final String HELD = "backup";
  private static final String LOCK = "backup.LOCK";
  private static final String RESTORED = "restore";
  private static final int ATTEMPTS = 5;

  private Backup() {}

  /// Makes the folder `target`, which must not be there, of a home whether its node runs or not.
  static Head make(NodeHome home, Genesis genesis, Path target) throws IOException {
    RealDisk disk = new RealDisk(home.data());
    try (Disk.Lock _ =
        disk.lock(LOCK)
            .orElseThrow(() ->
                new RefusedException(
                    ExitCode.CONFIGURATION,
                    "another backup of " + home.path() + " is being made."))) {
      Path unfinished = target.resolveSibling(target.getFileName() + ".new");
      try {
        Head head = copyStore(home, genesis, unfinished);
        describe(home, genesis, head, unfinished);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        StoreCopy.sync(parent(target), StandardOpenOption.READ);
        return head;
      } finally {
        StoreCopy.delete(unfinished);
        StoreCopy.delete(home.data().resolve(HELD));
      }
    }
  }

  private static Head copyStore(NodeHome home, Genesis genesis, Path unfinished)
      throws IOException {
    Path held = home.data().resolve(HELD);
    for (int attempt = 1; true; attempt++) {
      StoreCopy.delete(unfinished);
      Files.createDirectory(unfinished);
      StoreCopy.hold(home.data().resolve(NodeHome.LEDGER), held);
      StoreCopy.copy(held, unfinished.resolve(NodeHome.LEDGER));
      try (LedgerStore copy =
          StoreFolder.open(new RealDisk(unfinished), NodeHome.LEDGER, genesis)) {
        if (copy.gap().isEmpty()) {
          return copy.head();
        }
        if (attempt == ATTEMPTS) {
          throw new RefusedException(
              ExitCode.UNHEALTHY,
              "the store lost blocks "
                  + copy.gap().get().first()
                  + " to "
                  + copy.gap().get().last()
                  + ".",
              "`cairnd run --home " + home.path() + "` takes them from its journal or its peers.");
        }
      } catch (StoreException e) {
        if (attempt == ATTEMPTS) {
          throw new RefusedException(
              ExitCode.UNHEALTHY,
              "a copy of the ledger store of " + home.path() + " is not sound: " + e.damage() + ".",
              "Stop the node; `cairnd verify --home " + home.path() + "` says what is damaged.");
        }
      }
    }
  }

  private static void describe(NodeHome home, Genesis genesis, Head head, Path unfinished)
      throws IOException {
    GenesisFile.write(unfinished.resolve(GENESIS), genesis);
    if (Files.exists(home.configFile())) {
      Files.copy(home.configFile(), unfinished.resolve(Settings.FILE_NAME));
      StoreCopy.sync(unfinished.resolve(Settings.FILE_NAME), StandardOpenOption.WRITE);
    }
    String about =
        CommandOutput.object()
            .put("schema", 1)
            .put("chainName", genesis.chainName())
            .put("genesisHash", genesis.hash().toString())
            .put("height", head.height().toString())
            .put("blockHash", head.id().toString())
            .put("version", Version.NUMBER)
            .toPrettyString();
    DurableFile.create(
        unfinished.resolve(ABOUT),
        (about + "\n").getBytes(StandardCharsets.UTF_8),
        PosixFilePermissions.fromString("rw-r--r--"));
    StoreCopy.sync(unfinished, StandardOpenOption.READ);
  }

  /// The genesis that a backup is of; throws [RefusedException] where it is none.
  static Genesis genesis(Path backup) {
    if (!Files.exists(backup.resolve(ABOUT))
        || !Files.isDirectory(backup.resolve(NodeHome.LEDGER))) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, backup + " is no backup that `cairnd backup` made.");
    }
    return GenesisFile.read(backup.resolve(GENESIS));
  }

  /// The settings of the node that was backed up, without what only that node can have.
  static Map<Setting, String> settings(Path backup) {
    Settings kept = Settings.resolve(Map.of(), Map.of(), backup.resolve(Settings.FILE_NAME));
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String text = kept.value(setting).text();
      if (setting != Setting.VALIDATOR_KEY && !text.equals(setting.fallback())) {
        settings.put(setting, text);
      }
    }
    return settings;
  }

  /// Puts the ledger of a backup into a home that was just made, in the place of the empty one.
  static Head restore(Path backup, NodeHome home, Genesis genesis) throws IOException {
    RealDisk disk = new RealDisk(home.data());
    StoreCopy.delete(home.data().resolve(RESTORED));
    StoreCopy.copy(backup.resolve(NodeHome.LEDGER), home.data().resolve(RESTORED));
    Head head;
    try (LedgerStore copy = StoreFolder.open(disk, RESTORED, genesis)) {
      head = copy.head();
    }
    StoreFolder.delete(disk, NodeHome.LEDGER);
    StoreFolder.replace(disk, RESTORED, NodeHome.LEDGER);
    return head;
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }
}
