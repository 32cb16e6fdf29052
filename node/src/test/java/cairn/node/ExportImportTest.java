package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.disk.RealDisk;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreDamage;
import cairn.node.GrownHome.Ended;
import cairn.node.upkeep.LedgerFile;
import cairn.node.upkeep.LedgerFileWriter;
import cairn.node.upkeep.UpkeepException;
import cairn.quorum.Certificate;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `cairnd export` and `cairnd import`, with files that are whole, damaged and lying.
class ExportImportTest {
  @TempDir Path folder;
  private GrownHome home;
  private Path file;

  @BeforeEach
  void makeHome() {
    home = new GrownHome(folder.resolve("home"), "export");
    file = folder.resolve("ledger.cairn");
  }

  private Ended importInto(String name, Path source) {
    return GrownHome.run("import", source.toString(), "--home", folder.resolve(name).toString());
  }

  private String verified(String name) {
    Ended ended = GrownHome.run("verify", "--home", folder.resolve(name).toString(), "-o", "json");
    return ended.json().path("data").path("height").asString();
  }

  @Test
  void aLedgerComesBackWholeInANewHome() {
    List<Block> blocks = home.grow(20);

    Ended exported = home.cairnd("export", file.toString());
    Ended imported = importInto("new", file);

    assertEquals(0, exported.exit(), exported.err());
    assertTrue(exported.out().startsWith("exported   blocks 0 to 20 into " + file), exported.out());
    assertEquals(0, imported.exit(), imported.err());
    assertTrue(imported.out().contains("imported   blocks 1 to 20"), imported.out());
    assertEquals("20", verified("new"));
    NodeHome made = NodeHome.existing(folder.resolve("new"));
    assertEquals(home.genesis, made.genesis(GrownHome.ED25519));
    assertFalse(Files.exists(made.validatorKeyFile()));
    try (LedgerStore store = DataFolder.openStore(new RealDisk(made.data()), home.genesis)) {
      assertEquals(blocks.getLast(), store.block(new Height(20)).orElseThrow());
    }
  }

  @Test
  void continuesAShorterLedgerAndLeavesALongerOneAsItIs() {
    home.grow(5);
    Path early = folder.resolve("early.cairn");
    home.cairnd("export", early.toString());
    home.grow(5);
    home.cairnd("export", file.toString());

    Ended first = importInto("new", early);
    Ended second = importInto("new", file);
    Ended third = importInto("new", early);

    assertTrue(first.out().contains("blocks 1 to 5"), first.out());
    assertTrue(second.out().contains("blocks 6 to 10"), second.out());
    assertTrue(third.out().contains("nothing: the ledger is at block 10"), third.out());
    assertEquals(0, first.exit() + second.exit() + third.exit());
    assertEquals("10", verified("new"));
  }

  @Test
  void leavesOutBlocksThatNoCertificateOfTheStoreProves() {
    home.grow(3);
    try (LedgerStore store = home.open()) {
      home.commit(store, List.of(), false);
      home.commit(store, List.of(), true);
      home.commit(store, List.of(), false);
    }

    Ended exported = home.cairnd("export", file.toString(), "-o", "json");
    Ended imported = importInto("new", file);

    assertEquals("5", exported.json().path("data").path("height").asString());
    assertTrue(imported.out().contains("blocks 1 to 5"), imported.out());
  }

  @Test
  void exportsAndImportsALedgerWithoutBlocks() {
    Ended exported = home.cairnd("export", file.toString());
    Ended imported = importInto("new", file);

    assertEquals(0, exported.exit() + imported.exit(), imported.err());
    assertEquals("0", verified("new"));
  }

  @Test
  void noticesEveryCutAndEveryFlippedByte() throws IOException {
    home.grow(2);
    home.cairnd("export", file.toString());
    byte[] whole = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.cairn");

    for (int i = 0; i < whole.length; i++) {
      Files.write(damaged, Arrays.copyOf(whole, i));
      assertDamaged(damaged, "cut at " + i);
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x04;
      Files.write(damaged, flipped);
      assertDamaged(damaged, "flipped at " + i);
    }
    Files.write(damaged, Arrays.copyOf(whole, whole.length + 1));
    assertDamaged(damaged, "one byte more");
    LedgerFile.open(file).close();
  }

  private static void assertDamaged(Path file, String what) {
    UpkeepException fault =
        assertThrows(UpkeepException.class, () -> LedgerFile.open(file).close(), what);
    assertTrue(fault.clause().contains(" is damaged at offset "), fault.clause());
  }

  @Test
  void importsNothingOfADamagedFile() throws IOException {
    home.grow(4);
    home.cairnd("export", file.toString());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 50));

    Ended ended = importInto("new", file);

    assertEquals(9, ended.exit());
    assertTrue(ended.err().contains("is damaged at offset "), ended.err());
    assertTrue(ended.err().contains("cut short"), ended.err());
    assertFalse(Files.exists(folder.resolve("new")));
  }

  /// A file that is whole as a file, and whose fourth block claims another state or comes with a
  /// certificate that nobody signed: what was imported before it stays.
  @Test
  void takesNoBlockThatDoesNotHoldHoweverWellItsFileIsMade() throws IOException {
    List<Block> blocks = home.grow(6);
    List<Certificate> certificates;
    try (LedgerStore store = home.open()) {
      certificates =
          blocks.stream().map(block -> store.finalization(block.height()).orElseThrow()).toList();
    }
    write(blocks.subList(0, 3), certificates, blocks.get(3), certificates.get(4));
    Ended wrongCertificate = importInto("a", file);
    Block forged = withStateRoot(blocks.get(3), blocks.getFirst().header().stateRoot());
    Files.delete(file);
    write(blocks.subList(0, 3), certificates, forged, home.finalization(forged).certificate());
    Ended wrongState = importInto("b", file);
    Files.delete(file);
    home.cairnd("export", file.toString());
    Ended good = importInto("a", file);

    assertEquals(9, wrongCertificate.exit());
    assertTrue(wrongCertificate.err().contains("block 4 of "), wrongCertificate.err());
    assertTrue(wrongCertificate.err().contains("(offset "), wrongCertificate.err());
    assertTrue(wrongCertificate.err().contains("The ledger is at block 3"), wrongCertificate.err());
    assertEquals(9, wrongState.exit());
    assertTrue(wrongState.err().contains("state root"), wrongState.err());
    assertEquals("3", verified("b"));
    assertTrue(good.out().contains("blocks 4 to 6"), good.out());
    assertEquals("6", verified("a"));
  }

  private static Block withStateRoot(Block block, Hash stateRoot) {
    BlockHeader header = block.header();
    return new Block(
        new BlockHeader(
            header.protocol(),
            header.genesis(),
            header.epoch(),
            header.view(),
            header.height(),
            header.parent(),
            header.timestamp(),
            header.proposer(),
            header.txRoot(),
            stateRoot,
            header.historyRoot(),
            header.signers(),
            header.nextSigners()),
        block.transactions());
  }

  private void write(
      List<Block> good, List<Certificate> certificates, Block last, Certificate certificate)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      LedgerFileWriter writer = LedgerFileWriter.begin(out, home.genesis);
      for (int i = 0; i < good.size(); i++) {
        writer.block(good.get(i), Optional.of(certificates.get(i)));
      }
      writer.block(last, Optional.of(certificate));
      writer.end();
    }
  }

  @Test
  void refusesAnotherNetworkAndAnotherHistory() {
    home.grow(3);
    home.cairnd("export", file.toString());
    GrownHome other = new GrownHome(folder.resolve("other"), "another");
    GrownHome fork = new GrownHome(folder.resolve("fork"), "export");
    try (LedgerStore store = fork.open()) {
      for (int i = 0; i < 4; i++) {
        fork.commit(store, List.of(), true);
      }
    }

    Ended wrongNetwork = other.cairnd("import", file.toString());
    Ended wrongHistory = fork.cairnd("import", file.toString());

    assertEquals(10, wrongNetwork.exit());
    assertTrue(wrongNetwork.err().contains("of another network: export ("), wrongNetwork.err());
    assertEquals(9, wrongHistory.exit());
    assertTrue(wrongHistory.err().contains("block 3 of "), wrongHistory.err());
  }

  @Test
  void makesNoHomeAroundAKeyThatMayHaveVoted() throws IOException {
    home.grow(1);
    home.cairnd("export", file.toString());
    new NodeInit(folder.resolve("new"), GrownHome.ED25519).validatorKey();

    Ended ended = importInto("new", file);

    assertEquals(10, ended.exit());
    assertTrue(ended.err().contains("has a validator key and no ledger"), ended.err());
  }

  @Test
  void saysWhatIsWrongWithTheNames() throws IOException {
    home.grow(1);
    Files.writeString(file, "mine");

    Ended taken = home.cairnd("export", file.toString());
    Ended nowhere = home.cairnd("export", folder.resolve("none/x").toString());
    Ended missing = importInto("new", folder.resolve("none"));
    Ended none = importInto("new", file);
    Ended unnamed = home.cairnd("export");

    assertEquals(10, taken.exit());
    assertTrue(taken.err().contains("nothing is overwritten"), taken.err());
    assertEquals("mine", Files.readString(file));
    assertEquals(10, nowhere.exit());
    assertTrue(nowhere.err().contains("there is no folder"), nowhere.err());
    assertEquals(10, missing.exit());
    assertEquals(9, none.exit());
    assertEquals(2, unnamed.exit());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of("home", "ledger.cairn"), names(left));
    }
  }

  private static List<String> names(Stream<Path> paths) {
    return paths.map(path -> path.getFileName().toString()).sorted().toList();
  }

  @Test
  void exportsNothingWhileItsBlocksAreDamaged() {
    home.grow(5);
    Ended ended;
    try (StoreDamage.Undo _ = StoreDamage.ROTTED.apply(home.disk(), NodeHome.LEDGER, 't', 2)) {
      ended = home.cairnd("export", file.toString());
    }

    assertEquals(9, ended.exit());
    assertTrue(ended.err().contains("cairnd repair"), ended.err());
    assertFalse(Files.exists(file));
  }
}
