package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.RealDisk;
import cairn.ledger.Block;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.Ledger;
import cairn.ledger.StateTree;
import cairn.ledger.TreeUpdate;
import cairn.quorum.Certificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at random moments while blocks are committed at full speed over LevelDB on the real
/// disk: everything that was acknowledged is there, each block is whole or absent, and the state is
/// what executing the blocks comes to. `-Dseed=…` chooses the moments; `-Pfull` has 200 rounds.
class KilledWhileCommittingTest {
  private static final int ROUNDS = Boolean.getBoolean("cairn.full") ? 200 : 4;
  private static final int MOST_BLOCKS_A_ROUND = 150;
  private static final long MOST_NANOS_AFTER = 4_000_000;

  @TempDir Path folder;

  private final long seed = Long.getLong("seed", 1);
  private final Random random = new Random(seed);
  private final TestLedger ledger = new TestLedger(seed, EndlessCommits.ACCOUNTS);
  private final LedgerStore shadow = LedgerStore.create(new MemoryStore(), ledger.genesis);
  private EntryCounts counts = EntryCounts.NONE;

  @Test
  void whatWasAcknowledgedIsThereAndEachBlockIsWholeOrAbsent() throws Exception {
    RealDisk disk = new RealDisk(folder);
    LedgerStore.create(LevelDbStore.create(disk, EndlessCommits.FOLDER), ledger.genesis).close();
    long rotations = 0;

    for (int round = 1; round <= ROUNDS; round++) {
      long acknowledged = commitAndKill(round);
      try (LedgerStore store =
          LedgerStore.open(LevelDbStore.open(disk, EndlessCommits.FOLDER), ledger.genesisHash)) {
        long head = store.head().height().number();
        String where = "-Dseed=" + seed + ", round " + round + ": head " + head;
        assertTrue(head >= acknowledged, () -> where + ", acknowledged " + acknowledged);
        assertEquals(Optional.empty(), store.gap(), where);
        replay(store);
        if (round == ROUNDS) {
          store.audit().requireNothingElse(counts);
          store.audit().requireState();
        }
        rotations = disk.list(EndlessCommits.FOLDER).size();
      }
    }

    System.out.printf(
        "%d rounds of kill -9, %s blocks, %d files%n", ROUNDS, shadow.head().height(), rotations);
  }

  /// Lets a process commit, kills it, and returns the last height that it acknowledged.
  private long commitAndKill(int round) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessCommits.class.getName(),
                folder.toString(),
                Long.toString(1000 * seed + round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    int left = 1 + random.nextInt(MOST_BLOCKS_A_ROUND);
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      String line = lines.readLine();
      while (line != null && --left > 0) {
        acknowledged = Long.parseLong(line);
        line = lines.readLine();
      }
      awaitNanos(random.nextLong(MOST_NANOS_AFTER));
      // By its handle, which leaves what it printed before it was killed to be read.
      process.toHandle().destroyForcibly();
      while (line != null) {
        // The last line may be cut, which makes it a lower height.
        acknowledged = Math.max(acknowledged, Long.parseLong(line));
        line = lines.readLine();
      }
      process.waitFor();
    }
    assertTrue(acknowledged > 0, "round " + round + ": nothing was committed");
    return acknowledged;
  }

  private static void awaitNanos(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /// Executes the blocks since the last round, and requires every entry that they must have left.
  private void replay(LedgerStore store) {
    StoreAudit audit = store.audit();
    if (counts.equals(EntryCounts.NONE)) {
      counts = audit.requireGenesis(ledger.genesis);
    }
    while (!shadow.head().height().equals(store.head().height())) {
      Height height = shadow.head().height().next();
      Block block = store.block(height).orElseThrow();
      Execution execution =
          (Execution)
              Ledger.execute(
                  shadow.state(),
                  block.header().context(),
                  block.transactions().stream().map(ledger::verified).toList());
      TreeUpdate tree =
          StateTree.update(
              shadow.nodes(), height.number() - 1, height.number(), execution.treeChanges());
      Certificate certificate = store.finalization(height).orElseThrow();
      FinalizedBlock finalized =
          new FinalizedBlock(block, execution, tree, Optional.of(ledger.verified(certificate)));
      counts = audit.requireBlock(finalized, counts);
      shadow.commitState(finalized, counts.encoded());
    }
    assertEquals(
        shadow.head().header().stateRoot(),
        StateTree.root(store.nodes(), store.head().height().number()));
  }
}
