package cairn.ledger.store;

import cairn.disk.RealDisk;
import java.nio.file.Path;
import java.util.Random;

/// A process of its own that commits blocks as fast as it can, until it is killed, and prints the
/// height of each that is durable: see [KilledWhileCommittingTest].
final class EndlessCommits {
  static final String FOLDER = "ledger";
  static final int ACCOUNTS = 300;

  /// Above it the test's transactions would be past their validity.
  private static final int LAST = 70_000;

  private EndlessCommits() {}

  public static void main(String[] args) {
    long seed = Long.parseLong(args[1]);
    TestLedger ledger = new TestLedger(seed, ACCOUNTS);
    Random random = new Random(seed);
    RealDisk disk = new RealDisk(Path.of(args[0]));
    try (LedgerStore store =
        LedgerStore.open(LevelDbStore.open(disk, FOLDER), ledger.genesisHash)) {
      ledger.adopt(store.state());
      while (store.head().height().number() < LAST) {
        store.commit(ledger.next(store, ledger.transfers(random.nextInt(120))));
        System.out.println(store.head().height());
      }
    }
  }
}
