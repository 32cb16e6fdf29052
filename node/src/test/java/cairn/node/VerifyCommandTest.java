package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.Disk;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreDamage;
import cairn.node.GrownHome.Ended;
import cairn.node.upkeep.LedgerCheck;
import cairn.node.upkeep.LedgerReplay;
import cairn.node.upkeep.SignatureCheck;
import cairn.node.upkeep.StoreFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `cairnd verify`, over real files, of ledgers that are whole, damaged, and not to be had.
class VerifyCommandTest {
  @TempDir Path folder;
  private GrownHome home;

  @BeforeEach
  void growLedger() {
    home = new GrownHome(folder.resolve("home"), "verify");
  }

  @Test
  void findsAWholeLedgerSoundAndLeavesNothing() {
    home.grow(40);

    Ended text = home.cairnd("verify");
    Ended json = home.cairnd("verify", "-o", "json");

    assertEquals(0, text.exit(), text.err());
    assertTrue(text.out().startsWith("sound      blocks 0 to 40, and a state of "), text.out());
    assertEquals("", text.err());
    assertEquals("40", json.json().path("data").path("height").asString());
    assertEquals("0", json.json().path("data").path("uncertifiedBlocks").asString());
    assertFalse(home.disk().exists(NodeHome.VERIFY));
  }

  @Test
  void saysThatTheLastCertificateIsNotInTheStoreYet() {
    home.grow(3);
    try (LedgerStore store = home.open()) {
      home.commit(store, List.of(), false);
      home.commit(store, List.of(), false);
    }

    Ended ended = home.cairnd("verify");

    assertEquals(0, ended.exit(), ended.err());
    assertTrue(ended.out().contains("over the last 2 blocks"), ended.out());
  }

  /// Each kind of entry, changed with a checksum that fits, as only another program could; and
  /// changed as a disk does.
  @ParameterizedTest
  @CsvSource({
    "h, ledger",
    "m, ledger",
    "t, block 5 of the ledger",
    "r, block 5 of the ledger",
    "f, block 5 of the ledger",
    "i, block 5 of the ledger",
    "x, block 5 of the ledger",
    "a, block 5 of the ledger",
    "n, ledger",
  })
  void namesTheEntryThatIsNotWhatItsBlockMakesIt(String kind, String named) {
    home.grow(12);
    List<Ended> ended = new ArrayList<>();
    for (StoreDamage damage : StoreDamage.values()) {
      if (kind.equals("f") && damage == StoreDamage.MISSING) {
        // Then the next block's certificate makes it final, which is no damage.
        continue;
      }
      try (StoreDamage.Undo _ = damage.apply(home.disk(), NodeHome.LEDGER, kind.charAt(0), 5)) {
        ended.add(home.cairnd("verify"));
      }
    }

    for (Ended each : ended) {
      assertEquals(9, each.exit(), each.out());
      assertTrue(each.err().contains(named), each.err());
      assertTrue(each.err().matches("(?s).*`cairnd (repair|run) --home .*"), each.err());
    }
    assertEquals(0, home.cairnd("verify").exit());
  }

  @Test
  void noticesAnEntryThatNoBlockMakes() {
    home.grow(6);
    StoreDamage.addForeignTransaction(home.disk(), NodeHome.LEDGER, 3);

    Ended ended = home.cairnd("verify");

    assertEquals(9, ended.exit());
    assertTrue(ended.err().contains("entries of the kind x"), ended.err());
  }

  @Test
  void goesOnWhereAnInterruptedRunWasAndBeginsAnewWhenAsked() {
    home.grow(10);
    interruptAt(6);

    Ended goneOn = home.cairnd("verify", "-o", "json");
    interruptAt(6);
    Ended anew = home.cairnd("verify", "--from-start", "-o", "json");

    assertEquals("6", goneOn.json().path("data").path("beganAbove").asString());
    assertEquals("0", anew.json().path("data").path("beganAbove").asString());
    assertEquals(0, goneOn.exit() + anew.exit());
  }

  @Test
  void believesNoShadowOfAnotherLedgerNorADamagedOne() {
    home.grow(10);
    interruptAt(8);
    // The ledger was made anew meanwhile, and is shorter.
    StoreFolder.delete(home.disk(), NodeHome.LEDGER);
    StoreFolder.create(home.disk(), NodeHome.LEDGER, home.genesis);
    try (LedgerStore store = home.open()) {
      home.commit(store, List.of(), true);
    }

    Ended another = home.cairnd("verify", "-o", "json");
    home.disk().createDirectories(NodeHome.VERIFY);
    home.disk().replace(NodeHome.VERIFY + "/CURRENT", new byte[] {1});
    Ended damaged = home.cairnd("verify", "-o", "json");

    assertEquals("0", another.json().path("data").path("beganAbove").asString());
    assertEquals("0", damaged.json().path("data").path("beganAbove").asString());
    assertEquals(0, another.exit() + damaged.exit());
  }

  /// Leaves a shadow as a run that was killed at that block.
  private void interruptAt(int height) {
    StoreFolder.create(home.disk(), NodeHome.VERIFY, home.genesis);
    try (LedgerStore store = home.open();
        LedgerStore shadow = StoreFolder.open(home.disk(), NodeHome.VERIFY, home.genesis);
        SignatureCheck signatures = SignatureCheck.start(home.genesis.hash(), GrownHome.ED25519)) {
      LedgerReplay replay = new LedgerReplay(shadow, home.genesis, GrownHome.ED25519, signatures);
      new LedgerCheck(store, shadow, home.genesis)
          .run(
              replay,
              done -> {
                if (done.number() == height) {
                  throw new Killed();
                }
              });
    } catch (Killed e) {
      return;
    }
    throw new AssertionError("it was not interrupted");
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void saysThatANodeRuns() {
    try (Disk.Lock _ = home.home.lock(home.disk())) {
      Ended ended = home.cairnd("verify");

      assertEquals(10, ended.exit());
      assertTrue(ended.err().contains("another process runs the node in"), ended.err());
    }
  }

  @Test
  void saysThatThereIsNoLedgerAndThatItDoesNotOpen() {
    home.grow(3);
    home.disk().replace(NodeHome.LEDGER + "/CURRENT", new byte[0]);
    Ended damaged = home.cairnd("verify");
    StoreFolder.delete(home.disk(), NodeHome.LEDGER);
    Ended missing = home.cairnd("verify");
    Ended nowhere = GrownHome.run("verify", "--home", folder.resolve("none").toString());

    assertEquals(9, damaged.exit());
    assertTrue(damaged.err().contains("does not open"), damaged.err());
    assertTrue(damaged.err().contains("cairnd repair --home"), damaged.err());
    assertEquals(9, missing.exit());
    assertTrue(missing.err().contains("no ledger store"), missing.err());
    assertEquals(10, nowhere.exit());
  }
}
