package cairn.node.api;

import cairn.codec.Bytes;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.EntryName;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.Receipt;
import cairn.ledger.Rejection;
import cairn.ledger.StateKey;
import cairn.ledger.StoredRecord;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.ledger.ValidatorEntry;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.Proof;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A node without a network: it takes every transaction that decodes, unless a test said otherwise,
/// and makes a block of them when a test says so. Answers come on a thread of its own. Thread-safe.
final class FakeNode implements LedgerNode, AutoCloseable {
  static final PublicKey ALICE = FakeChain.ALICE;
  static final Timestamp GENESIS_TIME = FakeChain.GENESIS_TIME;

  private final Genesis genesis;
  private final Hash genesisHash;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private final List<FinalBlock> blocks = new ArrayList<>();
  private final Map<TransactionId, Transaction> pending = new LinkedHashMap<>();
  private final Map<TransactionId, Rejection> refusals = new HashMap<>();
  private final Map<TransactionId, TransactionView> known = new HashMap<>();
  private final List<Waiting> waits = new ArrayList<>();
  private final List<Integer> batches = new ArrayList<>();
  private List<ReadinessCheck> checks =
      List.of(
          new ReadinessCheck("synced", true, "At height 1 of 1."),
          new ReadinessCheck("peers", true, "3 of 3 validators are connected."));
  private final Set<String> readingThreads = new TreeSet<>();
  private boolean isBusy;
  private boolean failsToRead;
  private Height earliest = Height.ZERO;
  private CountDownLatch waitRegistered = new CountDownLatch(1);

  FakeNode() {
    genesis = FakeChain.genesis();
    genesisHash = genesis.hash();
    blocks.add(FakeChain.block(genesisHash, blocks, List.of()));
  }

  static PublicKey key(int fill) {
    return FakeChain.key(fill);
  }

  static Transaction payment(long nonce) {
    return FakeChain.payment(nonce);
  }

  // ---- what a test tells it

  /// Makes a block of what is pending, and answers who waits for it.
  synchronized ChainHead makeBlock() {
    List<Transaction> transactions = List.copyOf(pending.values());
    FinalBlock block = FakeChain.block(genesisHash, blocks, transactions);
    blocks.add(block);
    for (int i = 0; i < transactions.size(); i++) {
      TransactionId id = transactions.get(i).id(genesisHash);
      var inclusion =
          new TransactionStatus.Inclusion(block.block().height(), i, new Receipt.Succeeded());
      known.put(
          id,
          new TransactionView(
              id,
              new TransactionStatus.Final(inclusion),
              Optional.of(
                  new TransactionView.Place(
                      block.id(),
                      block.block().header().timestamp(),
                      block.finalization().orElseThrow())),
              head()));
    }
    pending.clear();
    for (Waiting waiting : List.copyOf(waits)) {
      waiting.look(false);
    }
    return head();
  }

  synchronized void makeKnown(TransactionId id, TransactionStatus status) {
    known.put(id, new TransactionView(id, status, Optional.empty(), head()));
  }

  synchronized void refuse(TransactionId id, Rejection reason) {
    refusals.put(id, reason);
  }

  synchronized void beBusy() {
    isBusy = true;
  }

  synchronized void failToRead() {
    failsToRead = true;
  }

  synchronized void setChecks(List<ReadinessCheck> checks) {
    this.checks = checks;
  }

  synchronized int openWaits() {
    return waits.size();
  }

  /// The names of the threads that asked what is known of a transaction.
  synchronized Set<String> readingThreads() {
    return Set.copyOf(readingThreads);
  }

  /// The sizes of the batches that were submitted.
  synchronized List<Integer> batches() {
    return List.copyOf(batches);
  }

  /// Waits until somebody waits here.
  void awaitWaiter() throws InterruptedException {
    CountDownLatch latch;
    synchronized (this) {
      latch = waitRegistered;
    }
    if (!latch.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody waits");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    timer.shutdownNow();
  }

  // ---- LedgerNode

  @Override
  public Genesis genesis() {
    return genesis;
  }

  @Override
  public Hash genesisHash() {
    return genesisHash;
  }

  @Override
  public synchronized ChainHead head() {
    FinalBlock last = blocks.getLast();
    return new ChainHead(last.id(), last.block().header());
  }

  @Override
  public synchronized Optional<Height> height(BlockId id) {
    return block(id).map(block -> block.block().height());
  }

  @Override
  public synchronized HistoryView history(PublicKey account, Optional<Place> after, int limit) {
    List<HistoryView.Entry> entries = new ArrayList<>();
    for (FinalBlock block : blocks.reversed()) {
      List<Transaction> transactions = block.block().transactions();
      for (int i = transactions.size() - 1; i >= 0; i--) {
        entries.add(
            new HistoryView.Entry(
                new TransactionStatus.Inclusion(block.block().height(), i, block.receipts().get(i)),
                block.block().header().timestamp(),
                transactions.get(i)));
      }
    }
    int from =
        after
            .map(
                place -> entries.stream().map(HistoryView.Entry::place).toList().indexOf(place) + 1)
            .orElse(0);
    int to = Math.min(entries.size(), from + limit);
    Optional<Place> next =
        to < entries.size() ? Optional.of(entries.get(to - 1).place()) : Optional.empty();
    return new HistoryView(head(), entries.subList(from, to), next, earliest);
  }

  @Override
  public synchronized RecordsView records(
      PublicKey owner, String prefix, Optional<RecordPlace> after, int limit) {
    RecordPlace place = new RecordPlace(new Height(1), new EntryName("invoice/7"));
    StoredRecord record =
        new StoredRecord(Bytes.of(new byte[] {1, 2, 3}), FakeChain.GENESIS_TIME, Optional.empty());
    boolean isListed = place.name().text().startsWith(prefix) && after.isEmpty();
    return new RecordsView(
        head(),
        isListed ? List.of(new RecordsView.Entry(place, record)) : List.of(),
        Optional.of(place).filter(_ -> isListed && limit == 1));
  }

  @Override
  public synchronized Height earliest() {
    return earliest;
  }

  @Override
  public synchronized Optional<FinalBlock> block(Height height) {
    return height.isBefore(earliest)
        ? Optional.empty()
        : height.number() < blocks.size()
            ? Optional.of(blocks.get((int) height.number()))
            : Optional.empty();
  }

  @Override
  public synchronized Optional<FinalBlock> block(BlockId id) {
    return blocks.stream().filter(block -> block.id().equals(id)).findFirst();
  }

  /// Forgets the blocks below.
  synchronized void prune(Height earliest) {
    this.earliest = earliest;
  }

  @Override
  public synchronized AccountView account(PublicKey account) {
    if (failsToRead) {
      throw new IllegalStateException("/secret/path is broken");
    }
    boolean exists = account.equals(ALICE);
    return new AccountView(
        head(),
        account,
        exists,
        exists ? new Amount(-1) : Amount.ZERO,
        exists ? blocks.size() - 1 : 0,
        exists ? blocks.size() - 1 + pending.size() : 0);
  }

  @Override
  public synchronized Optional<Proof.Entry> prove(StateKey key) {
    return Optional.of(FakeChain.entry(blocks.getLast(), key));
  }

  @Override
  public synchronized Optional<Proof.Block> prove(Height height) {
    return block(height).map(_ -> new Proof.Block(FakeChain.proof(blocks.getLast())));
  }

  @Override
  public synchronized Optional<Proof.Included> prove(TransactionId id) {
    return blocks.stream()
        .filter(block ->
            block.block().transactions().stream().anyMatch(t -> t.id(genesisHash).equals(id)))
        .findFirst()
        .map(FakeChain::included);
  }

  @Override
  public synchronized Optional<Proof.Expired> proveExpiry(TransactionBody body) {
    return body.nonce() == 99
        ? Optional.of(FakeChain.expired(blocks.getLast(), body))
        : Optional.empty();
  }

  @Override
  public List<EpochStep> epochs(Epoch from, int limit) {
    return from.equals(Epoch.ZERO) ? List.of(FakeChain.step(genesis, blocks)) : List.of();
  }

  @Override
  public synchronized void submit(List<byte[]> transactions, Consumer<List<Submission>> answer) {
    batches.add(transactions.size());
    List<Submission> answers = transactions.stream().map(this::take).toList();
    thread.execute(() -> answer.accept(answers));
  }

  private Submission take(byte[] bytes) {
    if (isBusy) {
      return new Submission.Busy();
    }
    Transaction transaction;
    try {
      transaction = Transaction.decode(bytes);
    } catch (MalformedException e) {
      return new Submission.NotTaken(new Rejection.Malformed("no transaction"), Optional.empty());
    }
    TransactionId id = transaction.id(genesisHash);
    if (refusals.containsKey(id)) {
      return new Submission.NotTaken(refusals.get(id), Optional.of(view(id)));
    }
    if (!known.containsKey(id)) {
      pending.put(id, transaction);
    }
    return new Submission.Taken(view(id));
  }

  @Override
  public synchronized TransactionView transaction(TransactionId id) {
    readingThreads.add(Thread.currentThread().getName());
    return view(id);
  }

  private synchronized TransactionView view(TransactionId id) {
    if (known.containsKey(id)) {
      return known.get(id);
    }
    return new TransactionView(
        id,
        pending.containsKey(id) ? new TransactionStatus.Pending() : new TransactionStatus.Unknown(),
        Optional.empty(),
        head());
  }

  @Override
  public Wait await(TransactionId id, Duration atMost, Runnable signal) {
    return wait(
        atMost,
        isLate -> {
          if (isLate || view(id).isEnd()) {
            thread.execute(signal);
            return true;
          }
          return false;
        });
  }

  @Override
  public Wait awaitHeight(Height least, Duration atMost, Consumer<ChainHead> answer) {
    return wait(
        atMost,
        isLate -> {
          ChainHead head = head();
          if (isLate || !head.height().isBefore(least)) {
            thread.execute(() -> answer.accept(head));
            return true;
          }
          return false;
        });
  }

  private interface Look {
    /// Whether it was answered.
    boolean look(boolean isLate);
  }

  private final class Waiting implements Wait {
    private final Look look;

    Waiting(Look look) {
      this.look = look;
    }

    void look(boolean isLate) {
      synchronized (FakeNode.this) {
        if (waits.contains(this) && look.look(isLate)) {
          waits.remove(this);
        }
      }
    }

    @Override
    public void close() {
      synchronized (FakeNode.this) {
        waits.remove(this);
      }
    }
  }

  private synchronized Wait wait(Duration atMost, Look look) {
    Waiting waiting = new Waiting(look);
    waits.add(waiting);
    waiting.look(false);
    timer.schedule(() -> waiting.look(true), atMost.toMillis(), TimeUnit.MILLISECONDS);
    waitRegistered.countDown();
    return waiting;
  }

  @Override
  public synchronized NodeView status() {
    List<NodeView.ValidatorView> validators = new ArrayList<>();
    for (ValidatorEntry entry : genesis.validators()) {
      int index = validators.size();
      validators.add(new NodeView.ValidatorView(index, entry.key(), 1, index != 3, 17));
    }
    return new NodeView(
        "node-1",
        Hash.tagged("test", new byte[] {1}),
        Optional.of(key(1)),
        "0.1.0",
        12_345,
        new NodeView.ConsensusView(
            0, 18, 2, 17, 17, false, "Idle: no transaction waits.", validators),
        new NodeView.SyncView(false, head().height(), head().height()));
  }

  @Override
  public List<PeerView> peers() {
    return List.of(
        new PeerView(
            Hash.tagged("test", new byte[] {2}),
            "127.0.0.1:8651",
            false,
            Optional.of(key(2)),
            0,
            "cairn/0.1.0",
            4_096,
            8_192,
            0));
  }

  @Override
  public synchronized MempoolView mempool() {
    return new MempoolView(pending.size(), 200L * pending.size(), 1, 0, 50_000, 64L << 20);
  }

  @Override
  public PrometheusMeterRegistry meters() {
    return meters;
  }

  @Override
  public synchronized List<ReadinessCheck> readiness() {
    return checks;
  }
}
