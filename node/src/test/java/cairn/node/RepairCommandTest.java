package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreDamage;
import cairn.node.GrownHome.Ended;
import cairn.node.upkeep.StoreFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `cairnd repair`, of stores that are damaged in every kind of entry.
class RepairCommandTest {
  @TempDir Path folder;
  private GrownHome home;
  private List<Block> blocks;

  @BeforeEach
  void growLedger() {
    home = new GrownHome(folder.resolve("home"), "repair");
    blocks = home.grow(9);
  }

  private void assertSound(int height) {
    Ended verified = home.cairnd("verify", "-o", "json");
    assertEquals(0, verified.exit(), verified.out());
    assertEquals(Integer.toString(height), verified.json().path("data").path("height").asString());
    try (LedgerStore store = home.open()) {
      assertEquals(blocks.get(height - 1), store.block(new Height(height)).orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource({"x, 9", "a, 9", "r, 9", "m, 9", "i, 9", "n, 9", "t, 4", "h, 4"})
  void keepsAllThatItsBlocksCanMakeAgain(char kind, int kept) {
    StoreDamage.MISSING.apply(home.disk(), NodeHome.LEDGER, kind, 5);

    Ended ended = home.cairnd("repair", "-o", "json");

    assertEquals(0, ended.exit(), ended.out());
    assertEquals(Integer.toString(kept), ended.json().path("data").path("height").asString());
    assertEquals("9", ended.json().path("data").path("had").asString());
    assertEquals(kept == 9 ? "" : "5", ended.json().path("data").path("missingFrom").asString(""));
    assertTrue(home.disk().exists("ledger.damaged-1"));
    assertFalse(home.disk().exists(NodeHome.REPAIR));
    assertSound(kept);
  }

  @Test
  void keepsTheBlocksBelowOneThatRotted() {
    StoreDamage.ROTTED.apply(home.disk(), NodeHome.LEDGER, 't', 6);

    Ended ended = home.cairnd("repair");

    assertEquals(0, ended.exit(), ended.err());
    assertTrue(ended.out().contains("repaired   blocks 0 to 5"), ended.out());
    assertTrue(ended.out().contains("from block 6 on (entry t "), ended.out());
    assertSound(5);
  }

  @Test
  void startsFromTheGenesisWhereTheFilesDoNotOpenOrAreGone() {
    home.disk().replace(NodeHome.LEDGER + "/CURRENT", new byte[] {1});
    Ended closed = home.cairnd("repair");
    StoreFolder.delete(home.disk(), NodeHome.LEDGER);
    Ended gone = home.cairnd("repair", "-o", "json");

    assertEquals(0, closed.exit(), closed.err());
    assertTrue(closed.out().contains("from block 1 on (its files do not open)"), closed.out());
    assertTrue(home.disk().exists("ledger.damaged-1/CURRENT"));
    assertEquals(0, gone.exit(), gone.err());
    assertTrue(gone.json().path("data").path("damaged").isMissingNode());
    try (LedgerStore store = home.open()) {
      assertEquals(Height.ZERO, store.head().height());
    }
  }

  @Test
  void goesOnAfterAnInterruptionAndFinishesTheExchange() {
    StoreDamage.MISSING.apply(home.disk(), NodeHome.LEDGER, 'x', 5);
    StoreFolder.create(home.disk(), NodeHome.REPAIR, home.genesis);
    home.cairnd("repair");
    // As if the program had ended between the two renames.
    home.disk().rename(NodeHome.LEDGER, "ledger.repaired");

    assertSound(9);

    assertFalse(home.disk().exists("ledger.repaired"));
    assertTrue(home.disk().exists("ledger.damaged-1"));
  }

  @Test
  void keepsEachDamagedStoreUnderItsOwnName() {
    home.cairnd("repair");
    home.cairnd("repair");

    assertTrue(home.disk().exists("ledger.damaged-1"));
    assertTrue(home.disk().exists("ledger.damaged-2"));
    assertSound(9);
  }

  @Test
  void touchesNothingOfAnotherNetwork() {
    GrownHome other = new GrownHome(folder.resolve("other"), "another");
    other.grow(2);
    StoreFolder.delete(home.disk(), NodeHome.LEDGER);
    copy(other, home);

    Ended ended = home.cairnd("repair");

    assertEquals(10, ended.exit());
    assertTrue(ended.err().contains("is of the network " + other.genesis.hash()), ended.err());
    assertFalse(home.disk().exists("ledger.damaged-1"));
  }

  private static void copy(GrownHome from, GrownHome to) {
    to.disk().createDirectories(NodeHome.LEDGER);
    for (String name : from.disk().list(NodeHome.LEDGER)) {
      String path = NodeHome.LEDGER + "/" + name;
      to.disk().replace(path, from.disk().readAll(path));
    }
  }
}
