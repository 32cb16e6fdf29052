package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.Journal;
import cairn.disk.Disk;
import cairn.disk.SimulatedDisk;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreDamage;
import cairn.node.GrownHome.Ended;
import cairn.node.api.LedgerNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `cairnd prune`, and what a node says of what it pruned.
class PruneCommandTest {
  @TempDir Path folder;
  private GrownHome home;
  private List<Block> blocks;

  @BeforeEach
  void growLedger() {
    home = new GrownHome(folder.resolve("home"), "prune");
    blocks = home.grow(20);
  }

  @Test
  void keepsTheNewestBlocksAndALedgerThatVerifies() {
    Ended pruned = home.cairnd("prune", "--keep", "5");
    Ended again = home.cairnd("prune", "--keep", "5", "-o", "json");
    Ended verified = home.cairnd("verify");

    assertEquals(0, pruned.exit(), pruned.err());
    assertTrue(pruned.out().startsWith("kept       blocks 16 to 20"), pruned.out());
    assertEquals("16", again.json().path("data").path("earliest").asString());
    assertEquals(0, verified.exit(), verified.err());
    assertTrue(verified.out().contains("blocks below 16 were pruned"), verified.out());
    try (LedgerStore store = home.open()) {
      assertEquals(blocks.get(15), store.block(new Height(16)).orElseThrow());
      assertTrue(store.block(new Height(15)).isEmpty());
    }
  }

  @Test
  void verifyNoticesDamageInWhatIsLeft() {
    home.cairnd("prune", "--keep", "5");

    for (char kind : new char[] {'t', 'r', 'x', 'h', 'f'}) {
      try (StoreDamage.Undo _ = StoreDamage.FORGED.apply(home.disk(), NodeHome.LEDGER, kind, 18)) {
        Ended ended = home.cairnd("verify");
        assertEquals(9, ended.exit(), kind + ended.out());
      }
    }
    try (StoreDamage.Undo _ = StoreDamage.FORGED.apply(home.disk(), NodeHome.LEDGER, 'f', 7)) {
      Ended ended = home.cairnd("verify");
      assertEquals(9, ended.exit());
      assertTrue(ended.err().contains("block 7 of the ledger"), ended.err());
    }
    assertEquals(0, home.cairnd("verify").exit());
  }

  @Test
  void repairAndExportSayThatTheyCannot() {
    home.cairnd("prune", "--keep", "5");

    Ended repair = home.cairnd("repair");
    Ended export = home.cairnd("export", folder.resolve("file").toString());

    assertEquals(10, repair.exit());
    assertTrue(repair.err().contains("the blocks below 16 were pruned"), repair.err());
    assertEquals(10, export.exit());
    assertFalse(Files.exists(folder.resolve("file")));
    assertFalse(home.disk().exists("ledger.damaged-1"));
  }

  @Test
  void saysWhatIsWrongWithTheCall() {
    assertEquals(2, home.cairnd("prune").exit());
    assertEquals(2, home.cairnd("prune", "--keep", "0").exit());
    assertEquals(2, home.cairnd("prune", "--keep", "-3").exit());
    assertEquals(2, home.cairnd("prune", "--keep", "many").exit());
    Ended all = home.cairnd("prune", "--keep", "100");
    assertTrue(all.out().startsWith("kept       all blocks, 0 to 20"), all.out());
    try (Disk.Lock _ = home.home.lock(home.disk())) {
      assertEquals(10, home.cairnd("prune", "--keep", "5").exit());
    }
  }

  private LedgerNode queries(LedgerStore store) {
    ManualExecutor thread = new ManualExecutor();
    Journal journal =
        Journal.create(
            new SimulatedDisk(1),
            "journal",
            new Journal.Owner(Optional.empty(), home.genesis.hash()));
    return new Node(
            RestartedNodeTest.config(),
            new Node.Holdings(home.genesis, GrownHome.ED25519, Optional.empty(), journal, store),
            new Node.Surroundings(
                new RecordingNetwork(),
                new ManualClock(1_700_000_100_000L),
                new NodeThreads(thread, thread, thread, thread),
                new FailStop(_ -> {})))
        .queries();
  }

  private TransactionId id(int height) {
    return blocks.get(height - 1).transactions().getFirst().id(home.genesis.hash());
  }

  @Test
  void aNodeNeverSaysUnknownOfWhatItMayHavePruned() {
    TransactionId never = new TransactionId(blocks.getFirst().id().hash());
    try (LedgerStore store = home.open()) {
      assertEquals(new TransactionStatus.Unknown(), queries(store).transaction(never).status());
    }
    home.cairnd("prune", "--keep", "5");

    try (LedgerStore store = home.open()) {
      LedgerNode node = queries(store);
      TransactionStatus pruned = new TransactionStatus.Pruned(new Height(16));
      assertEquals(pruned, node.transaction(id(1)).status());
      assertEquals(pruned, node.transaction(never).status());
      assertTrue(node.transaction(id(17)).status() instanceof TransactionStatus.Final);
      assertTrue(node.block(new Height(15)).isEmpty());
      assertTrue(node.block(blocks.get(14).id()).isEmpty());
      assertEquals(Optional.of(new Height(15)), node.height(blocks.get(14).id()));
      assertEquals(new Height(16), node.earliest());
    }
  }
}
