package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreDamage;
import cairn.node.GrownHome.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `cairnd backup` and what is made of it.
class BackupCommandTest {
  @TempDir Path folder;
  private GrownHome home;
  private Path backup;

  @BeforeEach
  void makeHome() {
    home = new GrownHome(folder.resolve("home"), "backup");
    backup = folder.resolve("backup");
  }

  private Ended restore(String name, String... more) {
    String[] line = {
      "init", "--home", folder.resolve(name).toString(), "--from-backup", backup.toString()
    };
    return GrownHome.run(Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new));
  }

  private Ended verify(String name) {
    return GrownHome.run("verify", "--home", folder.resolve(name).toString(), "-o", "json");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void holdsTheLedgerAndNoKeyAndMakesAnObserver() throws IOException {
    List<Block> blocks = home.grow(15);

    Ended made = home.cairnd("backup", backup.toString());
    Ended restored = restore("new", "--http-port", "9999");

    assertEquals(0, made.exit(), made.err());
    assertTrue(made.out().startsWith("backed up  blocks 0 to 15 into " + backup), made.out());
    assertEquals(List.of("backup.json", "genesis.json", "ledger", "node.toml"), names(backup));
    assertEquals(List.of("home", "backup", "new").stream().sorted().toList(), names(folder));
    assertFalse(home.disk().exists("backup"));
    assertEquals(0, restored.exit(), restored.err());
    assertTrue(restored.out().contains("restored   blocks 0 to 15"), restored.out());
    NodeHome observer = NodeHome.existing(folder.resolve("new"));
    assertFalse(Files.exists(observer.validatorKeyFile()));
    assertTrue(Files.readString(observer.configFile()).contains("9999"));
    assertEquals("15", verify("new").json().path("data").path("height").asString());
    try (LedgerStore store =
        DataFolder.openStore(new cairn.disk.RealDisk(observer.data()), home.genesis)) {
      assertEquals(blocks.getLast(), store.block(new Height(15)).orElseThrow());
    }
    assertEquals(0, home.cairnd("verify").exit());
  }

  /// A store that is written to all the time, with logs that rotate and tables that are compacted.
  @Test
  void isConsistentWhileBlocksAreCommitted() throws Exception {
    home.grow(3);
    AtomicBoolean isDone = new AtomicBoolean();
    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        LedgerStore store = home.open()) {
      Future<Long> writer =
          thread.submit(() -> {
            while (!isDone.get()) {
              home.commit(store, List.of(), true);
            }
            return store.head().height().number();
          });
      long last = 3;
      for (int i = 1; i <= 4; i++) {
        backup = folder.resolve("backup-" + i);
        Ended made = home.cairnd("backup", backup.toString(), "-o", "json");
        assertEquals(0, made.exit(), made.out());
        long height = Long.parseLong(made.json().path("data").path("height").asString());
        assertTrue(height >= last, height + " after " + last);
        last = height;
        Ended restored = restore("new-" + i);
        assertEquals(0, restored.exit(), restored.err());
        Ended verified = verify("new-" + i);
        assertEquals(0, verified.exit(), verified.out());
      }
      isDone.set(true);
      assertTrue(writer.get() >= last);
    } finally {
      isDone.set(true);
    }
    assertEquals(0, home.cairnd("verify").exit());
  }

  @Test
  void makesNoValidatorOfABackup() {
    home.grow(1);
    home.cairnd("backup", backup.toString());
    new NodeInit(folder.resolve("keyed"), GrownHome.ED25519).validatorKey();

    Ended keyed = restore("keyed");
    Ended asked = restore("new", "--validator");

    for (Ended each : List.of(keyed, asked)) {
      assertEquals(10, each.exit());
      assertTrue(each.err().contains("makes an observer only"), each.err());
    }
    assertFalse(Files.exists(folder.resolve("keyed/data")));
  }

  @Test
  void saysWhatIsWrongWithTheFolders() throws IOException {
    home.grow(1);
    Files.createDirectory(backup);

    Ended taken = home.cairnd("backup", backup.toString());
    Ended nowhere = home.cairnd("backup", folder.resolve("none/x").toString());
    Ended unnamed = home.cairnd("backup");
    Ended none = restore("new");
    Ended noHome =
        GrownHome.run("backup", backup + "-2", "--home", folder.resolve("no").toString());

    assertEquals(10, taken.exit());
    assertTrue(taken.err().contains("nothing is overwritten"), taken.err());
    assertEquals(10, nowhere.exit());
    assertEquals(2, unnamed.exit());
    assertEquals(10, none.exit());
    assertTrue(none.err().contains("is no backup"), none.err());
    assertEquals(10, noHome.exit());
    assertEquals(List.of("backup", "home"), names(folder));
  }

  @Test
  void makesNoBackupOfADamagedStoreAndLeavesNothing() throws IOException {
    home.grow(5);
    Ended ended;
    try (StoreDamage.Undo _ = StoreDamage.ROTTED.apply(home.disk(), NodeHome.LEDGER, 'm', 5)) {
      ended = home.cairnd("backup", backup.toString());
    }

    assertEquals(9, ended.exit(), ended.out());
    assertTrue(ended.err().contains("cairnd verify"), ended.err());
    assertEquals(List.of("home"), names(folder));
  }
}
