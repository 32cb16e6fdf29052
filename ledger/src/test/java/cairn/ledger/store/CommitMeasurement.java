package cairn.ledger.store;

import cairn.disk.RealDisk;
import cairn.ledger.VerifiedTransaction;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Prints how fast blocks of random transfers are executed and committed over LevelDB on a real
/// disk, and what of that each part takes. Not a test. Arguments: accounts, transfers a block,
/// blocks, directory.
final class CommitMeasurement {
  private CommitMeasurement() {}

  public static void main(String[] arguments) throws Exception {
    int accounts = Integer.parseInt(arguments[0]);
    int transfers = Integer.parseInt(arguments[1]);
    int blocks = Integer.parseInt(arguments[2]);
    Path directory = Files.createTempDirectory(Path.of(arguments[3]), "cairn-commit");
    try {
      measure(directory, accounts, transfers, blocks);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private static void measure(Path directory, int accounts, int transfers, int blocks)
      throws Exception {
    TestLedger ledger = new TestLedger(1, accounts);
    try (LevelDbStore levelDb = LevelDbStore.create(new RealDisk(directory), "ledger");
        LedgerStore store = LedgerStore.create(levelDb, ledger.genesis)) {
      for (int warmUp = 0; warmUp < blocks / 2; warmUp++) {
        store.commit(ledger.next(store, ledger.transfers(transfers)));
      }
      List<List<VerifiedTransaction>> work = new ArrayList<>();
      for (int i = 0; i < blocks; i++) {
        work.add(ledger.transfers(transfers));
      }
      ledger.executeNanos = 0;
      ledger.treeNanos = 0;
      long commitNanos = 0;
      long compaction = compactionNanos();
      long cpu = cpuNanos();
      long thread = threadCpu();
      long start = System.nanoTime();
      for (List<VerifiedTransaction> transactions : work) {
        FinalizedBlock block = ledger.next(store, transactions);
        long made = threadCpu();
        store.commit(block);
        commitNanos += threadCpu() - made;
      }
      double count = 1e3 * transfers * blocks;
      long nanos = System.nanoTime() - start;
      thread = threadCpu() - thread;
      compaction = compactionNanos() - compaction;
      System.out.printf(
          Locale.ROOT,
          "%,d accounts, %,d blocks of %,d: %,.0f transfers/s of wall time, %,.0f of the thread's"
              + " CPU time%na transfer takes us of CPU: execute %.1f, tree %.1f, commit %.1f,"
              + " compaction %.1f, other threads %.1f; store %,d MB%n",
          accounts,
          blocks,
          transfers,
          count * 1e6 / nanos,
          count * 1e6 / thread,
          ledger.executeNanos / count,
          ledger.treeNanos / count,
          commitNanos / count,
          compaction / count,
          (cpuNanos() - cpu - thread - compaction) / count,
          bytes(directory) / 1_000_000);
      System.out.println(levelDb.statistics());
    }
  }

  static long threadCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long compactionNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("leveldb-"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long bytes(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(path -> path.toFile().length()).sum();
    }
  }
}
