package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionStatus;
import cairn.node.api.Submission;
import cairn.node.api.TransactionView;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// Four nodes and their load in one process, to be profiled: prints what becomes final a second,
/// how long that takes, and the processor time of each kind of thread for each transaction.
///
/// Arguments: transactions a second, seconds, accounts.
final class Throughput {
  private static final PublicKey RECIPIENT = LocalNodes.key(50_000).publicKey();
  private static final int BATCH = 10;

  private Throughput() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rate = Integer.parseInt(args[0]);
    int seconds = Integer.parseInt(args[1]);
    int accounts = Integer.parseInt(args[2]);
    Path folder = Files.createTempDirectory("cairn-throughput");
    try (LocalNodes nodes = LocalNodes.create(folder, 4, accounts)) {
      nodes.startAll();
      for (int i = 0; i < 4; i++) {
        nodes.awaitHeight(i, new cairn.ledger.Height(1));
      }
      for (int round = 0, nonce = 0; round < 3; round++) {
        int count = rate * seconds / accounts * accounts;
        List<Transaction> load = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          load.add(nodes.transfer(i % accounts, nonce + i / accounts, RECIPIENT, 1 + round));
        }
        nonce += count / accounts;
        System.out.println("round " + round + ": " + count + " transactions are signed");
        run(nodes, load, rate);
      }
    }
  }

  private static void run(LocalNodes nodes, List<Transaction> load, int rate)
      throws InterruptedException {
    int count = load.size();
    AtomicLongArray latencies = new AtomicLongArray(count);
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(count);
    Map<String, Long> before = cpuByThread();
    long heightBefore = nodes.node(0).head().height().number();
    long viewBefore = nodes.node(0).status().consensus().view();
    long start = System.nanoTime();
    for (int i = 0; i < count; i += BATCH) {
      long due = start + (long) (i * 1e9 / rate);
      while (System.nanoTime() < due) {
        Thread.sleep(0, 200_000);
      }
      int first = i;
      int node = i / BATCH % 4;
      List<Transaction> batch = load.subList(i, Math.min(count, i + BATCH));
      long sent = System.nanoTime();
      nodes
          .node(node)
          .submit(
              batch.stream().map(Transaction::encoded).toList(),
              answers -> {
                for (int j = 0; j < answers.size(); j++) {
                  int place = first + j;
                  if (answers.get(j) instanceof Submission.Taken) {
                    follow(
                        nodes,
                        node,
                        load.get(place),
                        view -> {
                          if (view.status() instanceof TransactionStatus.Final) {
                            latencies.set(place, System.nanoTime() - sent);
                          }
                          open.countDown();
                        });
                  } else {
                    if (refused.getAndIncrement() == 0) {
                      System.out.println("refused: " + answers.get(j));
                    }
                    open.countDown();
                  }
                }
              });
    }
    boolean isDone = open.await(60, TimeUnit.SECONDS);
    double took = (System.nanoTime() - start) / 1e9;
    long[] sorted = new long[count];
    Arrays.setAll(sorted, latencies::get);
    sorted = Arrays.stream(sorted).filter(nanos -> nanos > 0).sorted().toArray();
    long blocks = nodes.node(0).head().height().number() - heightBefore;
    System.out.printf(
        "%s: %d final of %d (%d refused, %d open) in %.1f s, %.0f a second, %d blocks;"
            + " %d views; p50 %.1f ms, p90 %.1f ms, p99 %.1f ms%n",
        isDone ? "done" : "NOT DONE",
        sorted.length,
        count,
        refused.get(),
        open.getCount(),
        took,
        sorted.length / took,
        blocks,
        nodes.node(0).status().consensus().view() - viewBefore,
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.99));
    Map<String, Long> after = cpuByThread();
    long total = 0;
    for (Map.Entry<String, Long> entry : after.entrySet()) {
      long used = entry.getValue() - before.getOrDefault(entry.getKey(), 0L);
      total += used;
      if (used > 20_000_000) {
        System.out.printf("  %-28s %8.1f us a transaction%n", entry.getKey(), used / 1e3 / count);
      }
    }
    System.out.printf("  %-28s %8.1f us a transaction%n", "all of Java", total / 1e3 / count);
  }

  private static void follow(
      LocalNodes nodes,
      int node,
      Transaction transaction,
      java.util.function.Consumer<TransactionView> end) {
    nodes.node(node).await(nodes.id(transaction), Duration.ofSeconds(30), end);
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }

  private static Map<String, Long> cpuByThread() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> cpu = new TreeMap<>();
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      if (info != null) {
        String kind = info.getThreadName().replaceAll("[-#0-9 ]+$", "");
        cpu.merge(kind, Math.max(0, threads.getThreadCpuTime(id)), Long::sum);
      }
    }
    return cpu;
  }
}
