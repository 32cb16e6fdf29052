package cairn.testnet;

import cairn.crypto.Ed25519;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import cairn.wallet.NodeClient;
import cairn.wallet.Payment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// Offers signed transfers between funded accounts to the nodes and follows each to its end.
///
/// At a rate, transfers are due at equal distances, whatever the network does (an open loop), and
/// latency counts from when a transfer was due. At the maximum, a fixed number is kept in flight (a
/// closed loop), and latency counts from when a transfer was handed over. One thread, the caller's,
/// paces and signs; each batch has a virtual thread that submits it and waits for its ends.
///
/// A node that does not answer is no end: the same bytes are given to another node, and again after
/// each wait, which is no error where they are known, until each transfer has an end.
final class LoadGenerator {
  /// In flight at the maximum: enough to fill blocks, few enough that waiting stays short.
  static final int WINDOW = 1000;

  /// What may be in flight at a rate before the generator stops offering: a bound on memory only.
  private static final int MOST_IN_FLIGHT = 100_000;

  private static final long TICK_NANOS = 10_000_000;
  private static final Duration VALIDITY = Duration.ofSeconds(60);
  private static final int WAIT_MILLIS = 20_000;
  private static final Amount AMOUNT = new Amount(1);

  private final Ledger ledger;
  private final LoadNodes nodes;
  private final List<List<LoadAccount>> accounts;
  private final LoadTally tally;
  private final Semaphore room;
  private final int[] nextAccount;
  private volatile boolean isOver;

  /// @param accounts of each node, those whose transfers go to it; none may be empty
  LoadGenerator(
      Ledger ledger,
      List<BatchClient> nodes,
      List<List<LoadAccount>> accounts,
      LoadPlan plan,
      LoadTally tally) {
    this.ledger = ledger;
    this.nodes = new LoadNodes(nodes);
    this.tally = tally;
    this.accounts = accounts;
    this.room = new Semaphore(plan.isMaximum() ? WINDOW : MOST_IN_FLIGHT);
    this.nextAccount = new int[nodes.size()];
  }

  /// Which ledger transfers are signed for, and how.
  record Ledger(NodeClient.ChainFacts chain, Ed25519 ed25519) {}

  /// A transfer on its way.
  private record Offer(LoadAccount account, TransactionId id, String hex, long dueNanos) {}

  /// Runs the load; blocks until all transfers have an end or may no longer get one.
  LoadReport run(LoadPlan plan) {
    long start = System.nanoTime();
    try (ExecutorService batches = Executors.newVirtualThreadPerTaskExecutor()) {
      if (plan.isMaximum()) {
        offerMost(plan, batches, start);
      } else {
        offerAtRate(plan, batches, start);
      }
      double offerSeconds = (System.nanoTime() - start) / 1e9;
      batches.shutdown();
      awaitEnds(batches);
      return tally.report(offerSeconds, (System.nanoTime() - start) / 1e9);
    }
  }

  /// Offers no more transfers; [#run] returns when those on their way have their ends. Any thread
  /// may call.
  void stopOffering() {
    isOver = true;
  }

  /// So far, for a progress line.
  long finals() {
    return tally.finals();
  }

  private void offerAtRate(LoadPlan plan, ExecutorService batches, long start) {
    double nanosEach = 1e9 / plan.perSecond();
    long total = Math.round(plan.duration().toNanos() / nanosEach);
    long sent = 0;
    for (long tick = 0; sent < total && !isOver; tick++) {
      sleepUntil(start + tick * TICK_NANOS);
      long due = Math.min(total, (long) ((System.nanoTime() - start) / nanosEach) + 1);
      int node = (int) (tick % nodes.size());
      while (sent < due) {
        int count = (int) Math.min(BatchClient.MAX_CALLS, due - sent);
        List<Offer> offers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          long dueNanos = start + (long) ((sent + i) * nanosEach);
          offer(batches, node, dueNanos).ifPresentOrElse(offers::add, this::noSender);
        }
        sent += count;
        tally.offered(count);
        dispatch(batches, node, offers);
      }
    }
  }

  private void offerMost(LoadPlan plan, ExecutorService batches, long start) {
    int node = 0;
    int batch = Math.min(BatchClient.MAX_CALLS, WINDOW / (4 * nodes.size()));
    while (System.nanoTime() - start < plan.duration().toNanos() && !isOver) {
      room.acquireUninterruptibly(batch);
      room.release(batch);
      List<Offer> offers = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        offer(batches, node, System.nanoTime()).ifPresentOrElse(offers::add, this::noSender);
      }
      tally.offered(batch);
      dispatch(batches, node, offers);
      node = (node + 1) % nodes.size();
    }
  }

  private Optional<Offer> offer(ExecutorService batches, int node, long dueNanos) {
    List<LoadAccount> senders = accounts.get(node);
    for (int tries = 0; tries < senders.size(); tries++) {
      int index = nextAccount[node];
      nextAccount[node] = (index + 1) % senders.size();
      LoadAccount sender = senders.get(index);
      if (sender.isStale()) {
        refresh(batches, sender);
      } else {
        LoadAccount recipient = senders.get(nextAccount[node]);
        return Optional.of(signed(sender, recipient, dueNanos));
      }
    }
    return Optional.empty();
  }

  private Offer signed(LoadAccount sender, LoadAccount recipient, long dueNanos) {
    Payment payment =
        new Payment(
            sender.key().publicKey(),
            recipient.key().publicKey(),
            AMOUNT,
            sender.nextNonce(),
            new Timestamp(System.currentTimeMillis()).plus(VALIDITY),
            "");
    Transaction transaction = payment.signed(ledger.chain(), sender.key(), ledger.ed25519());
    return new Offer(
        sender,
        transaction.id(ledger.chain().genesis()),
        HexFormat.of().formatHex(transaction.encoded()),
        dueNanos);
  }

  /// Asks the node where a sender stands whose transfer was not taken, once at a time.
  private void refresh(ExecutorService batches, LoadAccount sender) {
    if (sender.beginRefresh()) {
      batches.execute(() -> {
        Address address = new Address(ledger.chain().network(), sender.key().publicKey());
        String nonce =
            nodes
                .call(
                    nodes.route(sender.home()),
                    "account_get",
                    List.of("{\"address\":\"" + address + "\"}"))
                .map(answers -> answers.getFirst().path("result").path("value"))
                .map(value -> value.path("nextNonce").asString(""))
                .orElse("");
        sender.endRefresh(
            nonce.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(nonce)));
      });
    }
  }

  private void noSender() {
    tally.notAccepted("every sender waits for its nonce");
  }

  private void dispatch(ExecutorService batches, int node, List<Offer> offers) {
    if (offers.isEmpty()) {
      return;
    }
    room.acquireUninterruptibly(offers.size());
    batches.execute(() -> {
      try {
        follow(node, offers);
      } finally {
        room.release(offers.size());
      }
    });
  }

  /// Submits a batch and waits for the end of each transfer in it, at another node where one falls
  /// silent.
  private void follow(int home, List<Offer> offers) {
    long deadline = System.nanoTime() + VALIDITY.plusMillis(WAIT_MILLIS).toNanos();
    Optional<List<JsonNode>> taken = Optional.empty();
    while (taken.isEmpty() && System.nanoTime() < deadline) {
      taken = submit(nodes.route(home), offers);
    }
    List<Offer> open = taken.isEmpty() ? offers : firstEnds(offers, taken.get());
    int node = nodes.route(home);
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      open = await(node, open);
      node = nodes.route(home);
      open = open.isEmpty() ? open : again(node, open);
    }
  }

  private Optional<List<JsonNode>> submit(int node, List<Offer> offers) {
    List<String> parameters =
        offers.stream().map(offer -> "{\"transaction\":\"" + offer.hex() + "\"}").toList();
    return nodes.call(node, "tx_submit", parameters);
  }

  /// What a node refuses at first was not accepted, and is followed no further.
  private List<Offer> firstEnds(List<Offer> offers, List<JsonNode> answers) {
    List<Offer> taken = new ArrayList<>();
    List<JsonNode> known = new ArrayList<>();
    for (int i = 0; i < offers.size(); i++) {
      JsonNode error = answers.get(i).path("error");
      if (error.isMissingNode()) {
        taken.add(offers.get(i));
        known.add(answers.get(i));
      } else {
        tally.notAccepted(kind(error).orElse(error.path("message").asString("?")));
        offers.get(i).account().markStale();
      }
    }
    return ends(taken, known);
  }

  private List<Offer> await(int node, List<Offer> offers) {
    List<String> parameters =
        offers.stream()
            .map(offer -> "{\"txId\":\"" + offer.id() + "\",\"timeoutMillis\":" + WAIT_MILLIS + "}")
            .toList();
    return nodes
        .call(node, "tx_wait", parameters)
        .map(answers -> ends(offers, answers))
        .orElse(offers);
  }

  /// Gives a node what has no end yet: it may be another node than before, or have forgotten. Where
  /// it says that the nonce is used, and does not know the transfer, another one took the nonce.
  private List<Offer> again(int node, List<Offer> offers) {
    Optional<List<JsonNode>> answers = submit(node, offers);
    if (answers.isEmpty()) {
      return offers;
    }
    List<Offer> open = new ArrayList<>(ends(offers, answers.get()));
    List<Offer> overtaken = new ArrayList<>();
    for (int i = 0; i < offers.size(); i++) {
      if (kind(answers.get().get(i).path("error")).equals(Optional.of("NONCE_TOO_LOW"))) {
        overtaken.add(offers.get(i));
      }
    }
    if (!overtaken.isEmpty()) {
      open.removeAll(overtaken);
      open.addAll(askOvertaken(node, overtaken));
    }
    return open;
  }

  private List<Offer> askOvertaken(int node, List<Offer> offers) {
    List<String> parameters =
        offers.stream().map(offer -> "{\"txId\":\"" + offer.id() + "\"}").toList();
    Optional<List<JsonNode>> answers = nodes.call(node, "tx_get", parameters);
    if (answers.isEmpty()) {
      return offers;
    }
    List<Offer> open = new ArrayList<>();
    for (int i = 0; i < offers.size(); i++) {
      JsonNode value = answers.get().get(i).path("result").path("value");
      if (value.path("status").asString("").equals("unknown")) {
        tally.rejected("NONCE_TAKEN");
        offers.get(i).account().markStale();
      } else if (!ended(offers.get(i), value, System.nanoTime())) {
        open.add(offers.get(i));
      }
    }
    return open;
  }

  /// Notes the ends among the answers and returns the offers that have none yet.
  private List<Offer> ends(List<Offer> offers, List<JsonNode> answers) {
    long now = System.nanoTime();
    List<Offer> open = new ArrayList<>();
    for (int i = 0; i < offers.size(); i++) {
      JsonNode value = answers.get(i).path("result").path("value");
      if (!ended(offers.get(i), value, now)) {
        open.add(offers.get(i));
      }
    }
    return open;
  }

  private boolean ended(Offer offer, JsonNode value, long now) {
    String reason = value.path("reason").path("kind").asString("no reason given");
    switch (value.path("status").asString("")) {
      case "final" -> {
        long height = Long.parseLong(value.path("height").asString("0"));
        tally.finished(offer.id(), height, offer.dueNanos(), now);
      }
      case "rejected" -> {
        tally.rejected(reason);
        offer.account().markStale();
      }
      case "expired" -> {
        tally.expired(reason);
        offer.account().markStale();
      }
      case "not_accepted" -> {
        tally.notAccepted(reason);
        offer.account().markStale();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> kind(JsonNode error) {
    return Optional.of(error.path("data").path("kind").asString(""))
        .filter(kind -> !kind.isEmpty());
  }

  private static void sleepUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = nanos - System.nanoTime();
    }
  }

  private static void awaitEnds(ExecutorService batches) {
    try {
      if (!batches.awaitTermination(VALIDITY.toSeconds() + 60, TimeUnit.SECONDS)) {
        batches.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      batches.shutdownNow();
    }
  }
}
