package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.Parameters;
import cairn.ledger.Rejection;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.ledger.VerifiedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The verified transactions that wait for a block: by sender, in the order of nonces. Thread-safe;
/// the lock is held for microseconds, and no account is read under it.
///
/// What it refuses or lets go is *not accepted*, which is no end: the same bytes may still become
/// final. [MempoolRules] says what gets in. When it is full, the last transaction of the sender who
/// offers least for it goes, if the new one offers more. After a final block only the senders that
/// it touched are looked at.
public final class Mempool {
  /// What became of an offered transaction.
  public sealed interface Admission {
    /// It waits now.
    record Added() implements Admission {}

    /// It, or the same payment with other signatures, waited already.
    record Known() implements Admission {}

    record Refused(Rejection reason) implements Admission {}
  }

  /// Who offers a transaction: its submitter is told at once that an account cannot pay for it,
  /// while a peer may simply have seen a block that this node has not.
  public enum Origin {
    SUBMITTER,
    PEER
  }

  /// A transaction that waited here and has come to an end that is not in a block.
  public record Ended(TransactionId id, TransactionStatus end) {}

  /// What a final block did, as far as it matters here.
  public record FinalChange(
      Height height,
      Timestamp timestamp,
      Set<TransactionId> included,
      Map<PublicKey, Account> accounts,
      Parameters parameters) {}

  private final MempoolLimits limits;
  private final NodeClock clock;
  private final Function<PublicKey, Account> finalAccounts;
  private final Consumer<Boolean> dueListener;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<TransactionId, MempoolEntry> byId = new LinkedHashMap<>();
  private final Map<Long, MempoolEntry> byShortId = new HashMap<>();
  private final Map<PublicKey, MempoolSender> senders = new HashMap<>();
  private final TreeSet<MempoolEntry> lasts = new TreeSet<>(MempoolEntry.DEAREST_FIRST);
  private final TreeSet<MempoolEntry> byExpiry = new TreeSet<>(MempoolEntry.FIRST_TO_EXPIRE);
  private final Map<TransactionId, Integer> carried = new HashMap<>();
  private final MempoolMemory gone = new MempoolMemory();
  private Parameters parameters;
  private Timestamp headTime;
  private long version;
  private long sequence;
  private long bytes;
  private int due;

  private final ReentrantLock publishing = new ReentrantLock();
  private boolean publishedDue;

  /// @param head the newest final block
  /// @param finalAccounts reads an account in the newest final state; called without the lock
  /// @param dueListener told whenever it changes whether a transaction is due
  public Mempool(
      MempoolLimits limits,
      NodeClock clock,
      FinalChange head,
      Function<PublicKey, Account> finalAccounts,
      Consumer<Boolean> dueListener) {
    this.limits = limits;
    this.clock = clock;
    this.parameters = head.parameters();
    this.headTime = head.timestamp();
    this.finalAccounts = finalAccounts;
    this.dueListener = dueListener;
  }

  /// Takes a transaction in, or says why not.
  public Admission admit(VerifiedTransaction transaction, Origin origin) {
    PublicKey key = transaction.body().sender();
    long seen = -1;
    Optional<Account> read = Optional.empty();
    Optional<Admission> admission = Optional.empty();
    while (admission.isEmpty()) {
      lock.lock();
      try {
        MempoolSender known = senders.get(key);
        if (known != null) {
          admission = Optional.of(decide(transaction, origin, known));
        } else if (read.isPresent() && seen == version) {
          admission = Optional.of(decide(transaction, origin, new MempoolSender(key, read.get())));
        } else {
          seen = version;
        }
      } finally {
        lock.unlock();
      }
      if (admission.isEmpty()) {
        read = Optional.of(finalAccounts.apply(key));
      }
    }
    publishDue();
    return admission.get();
  }

  /// Looks at a final block. Returns those that waited here and can never be final any more.
  public List<Ended> applied(FinalChange change) {
    List<Ended> ended = new ArrayList<>();
    lock.lock();
    try {
      version++;
      parameters = change.parameters();
      headTime = change.timestamp();
      change.accounts().forEach((key, account) -> touch(key, account, change, ended));
      while (!byExpiry.isEmpty() && byExpiry.first().validUntil() < headTime.millis()) {
        MempoolEntry expired = byExpiry.first();
        long nonce = expired.sender.account().nonce();
        end(expired, new TransactionStatus.Expired(change.height(), headTime, nonce), ended);
      }
    } finally {
      lock.unlock();
    }
    publishDue();
    return ended;
  }

  /// Notes that a block with these transactions is notarized, so that they need no other one, or
  /// that such a block is final or given up.
  public void carry(Collection<TransactionId> ids, Carrying carrying) {
    lock.lock();
    try {
      for (TransactionId id : ids) {
        int times = carried.getOrDefault(id, 0) + (carrying == Carrying.BEGINS ? 1 : -1);
        if (times > 0) {
          carried.put(id, times);
        } else {
          carried.remove(id);
        }
        MempoolEntry entry = byId.get(id);
        if (entry != null) {
          MempoolSender sender = entry.sender;
          due -= sender.due();
          sender.setCarried(entry, times > 0);
          due += sender.due();
        }
      }
    } finally {
      lock.unlock();
    }
    publishDue();
  }

  /// Whether notarized blocks begin or cease to carry transactions.
  public enum Carrying {
    BEGINS,
    ENDS
  }

  /// Lets a transaction go that no block can include any more.
  public void refuse(TransactionId id, Rejection reason) {
    lock.lock();
    try {
      MempoolEntry entry = byId.get(id);
      if (entry != null) {
        letGo(entry, new TransactionStatus.NotAccepted(reason));
      }
    } finally {
      lock.unlock();
    }
    publishDue();
  }

  /// Transactions for a block, the dearest first, each sender's in the order of nonces without a
  /// gap, leaving out the `skipped`; at most so many operations and bytes, and one more.
  public List<VerifiedTransaction> candidates(
      Predicate<TransactionId> skipped, long operations, long bytes) {
    List<VerifiedTransaction> candidates = new ArrayList<>();
    lock.lock();
    try {
      PriorityQueue<MempoolEntry> next = new PriorityQueue<>(MempoolEntry.DEAREST_FIRST);
      for (MempoolSender sender : senders.values()) {
        ready(sender, sender.account().nonce(), skipped).ifPresent(next::add);
      }
      long operationsLeft = operations;
      long bytesLeft = bytes;
      while (!next.isEmpty() && operationsLeft > 0 && bytesLeft > 0) {
        MempoolEntry entry = next.remove();
        candidates.add(entry.transaction);
        operationsLeft -= entry.transaction.body().operations().size();
        bytesLeft -= entry.size();
        ready(entry.sender, entry.nonce() + 1, skipped).ifPresent(next::add);
      }
    } finally {
      lock.unlock();
    }
    return candidates;
  }

  /// What is known here of a transaction; empty if nothing.
  public Optional<TransactionStatus> status(TransactionId id) {
    lock.lock();
    try {
      return byId.containsKey(id) ? Optional.of(new TransactionStatus.Pending()) : gone.status(id);
    } finally {
      lock.unlock();
    }
  }

  /// The waiting transactions with these short ids (see [ShortIds]), empty where none is known.
  public List<Optional<VerifiedTransaction>> find(long[] shortIds) {
    List<Optional<VerifiedTransaction>> found = new ArrayList<>(shortIds.length);
    lock.lock();
    try {
      for (long shortId : shortIds) {
        found.add(Optional.ofNullable(byShortId.get(shortId)).map(entry -> entry.transaction));
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  /// At most `max` transactions that are due and were not passed on for `age`; they count as passed
  /// on now. Passing them on again mends what a full queue dropped, or a peer refused too early.
  public List<VerifiedTransaction> toPassOnAgain(Duration age, int max) {
    List<VerifiedTransaction> stale = new ArrayList<>();
    long now = clock.monotonicNanos();
    lock.lock();
    try {
      int looked = 0;
      for (MempoolEntry entry : byId.values()) {
        if (stale.size() >= max || looked++ >= 16 * max) {
          break;
        }
        if (entry.isDue() && now - entry.passedOnNanos >= age.toNanos()) {
          entry.passedOnNanos = now;
          stale.add(entry.transaction);
        }
      }
    } finally {
      lock.unlock();
    }
    return stale;
  }

  /// The nonce for the next transaction of an account: above what waits here without a gap; empty
  /// if nothing of it waits.
  public Optional<Long> nextNonce(PublicKey key) {
    lock.lock();
    try {
      return Optional.ofNullable(senders.get(key)).map(MempoolSender::nextNonce);
    } finally {
      lock.unlock();
    }
  }

  /// The sizes of a mempool at one moment.
  ///
  /// @param due those that could stand in a block and stand in no notarized one
  /// @param held those behind a missing nonce
  public record Sizes(int transactions, long bytes, int senders, int due, int held) {}

  public Sizes sizes() {
    lock.lock();
    try {
      int held = senders.values().stream().mapToInt(MempoolSender::held).sum();
      return new Sizes(byId.size(), bytes, senders.size(), due, held);
    } finally {
      lock.unlock();
    }
  }

  public MempoolLimits limits() {
    return limits;
  }

  private Admission decide(VerifiedTransaction transaction, Origin origin, MempoolSender sender) {
    if (byId.containsKey(transaction.id())) {
      return new Admission.Known();
    }
    Optional<MempoolEntry> same = sender.at(transaction.body().nonce());
    Timestamp now = new Timestamp(Math.max(headTime.millis(), clock.wallMillis()));
    Optional<Rejection> refusal =
        new MempoolRules(parameters, limits, now).refusal(transaction, origin, sender, same);
    if (refusal.isPresent()) {
      return new Admission.Refused(refusal.get());
    }
    Amount least = parameters.fees().least(transaction.transaction());
    MempoolEntry entry =
        new MempoolEntry(transaction, sender, least, sequence++, clock.monotonicNanos());
    if (same.isEmpty() && isFullFor(entry)) {
      return new Admission.Refused(new Rejection.MempoolFull(leastFeeToGetIn(least)));
    }
    same.ifPresent(old ->
        letGo(old, new TransactionStatus.NotAccepted(new Rejection.Replaced(transaction.id()))));
    put(entry, sender);
    makeRoom(least);
    return byId.containsKey(entry.id())
        ? new Admission.Added()
        : new Admission.Refused(new Rejection.MempoolFull(leastFeeToGetIn(least)));
  }

  private boolean isFullFor(MempoolEntry entry) {
    boolean isFull = byId.size() >= limits.transactions() || bytes + entry.size() > limits.bytes();
    return isFull && (lasts.isEmpty() || lasts.last().price >= entry.price);
  }

  private Amount leastFeeToGetIn(Amount least) {
    long price = lasts.isEmpty() ? 1000 : lasts.last().price + 1;
    return new Amount(least.units() / 1000 * price + least.units() % 1000 * price / 1000 + 1);
  }

  /// Lets the cheapest last transactions go until the limits hold.
  private void makeRoom(Amount least) {
    while (byId.size() > limits.transactions() || bytes > limits.bytes()) {
      Rejection reason = new Rejection.Evicted(leastFeeToGetIn(least));
      letGo(lasts.last(), new TransactionStatus.NotAccepted(reason));
    }
  }

  private void put(MempoolEntry entry, MempoolSender sender) {
    senders.putIfAbsent(sender.key(), sender);
    due -= sender.due();
    if (!sender.isEmpty()) {
      lasts.remove(sender.last());
    }
    entry.isCarried = carried.containsKey(entry.id());
    sender.add(entry);
    lasts.add(sender.last());
    due += sender.due();
    byId.put(entry.id(), entry);
    byShortId.putIfAbsent(ShortIds.of(entry.hash()), entry);
    byExpiry.add(entry);
    bytes += entry.size();
    gone.forget(entry.id());
  }

  private void remove(MempoolEntry entry) {
    MempoolSender sender = entry.sender;
    due -= sender.due();
    lasts.remove(sender.last());
    sender.remove(entry);
    due += sender.due();
    if (sender.isEmpty()) {
      senders.remove(sender.key());
    } else {
      lasts.add(sender.last());
    }
    byId.remove(entry.id());
    byShortId.remove(ShortIds.of(entry.hash()), entry);
    byExpiry.remove(entry);
    bytes -= entry.size();
  }

  private void letGo(MempoolEntry entry, TransactionStatus status) {
    remove(entry);
    gone.remember(entry.id(), status);
  }

  private void end(MempoolEntry entry, TransactionStatus end, List<Ended> ended) {
    letGo(entry, end);
    ended.add(new Ended(entry.id(), end));
  }

  private void touch(PublicKey key, Account account, FinalChange change, List<Ended> ended) {
    MempoolSender sender = senders.get(key);
    if (sender == null) {
      return;
    }
    due -= sender.due();
    List<MempoolEntry> used = sender.become(account);
    due += sender.due();
    for (MempoolEntry entry : used) {
      if (change.included().contains(entry.id())) {
        remove(entry);
      } else {
        TransactionStatus.Reason reason =
            new TransactionStatus.Reason.NonceTaken(account.nonce(), change.height());
        end(entry, new TransactionStatus.Rejected(reason), ended);
      }
    }
    for (MempoolEntry entry : sender.unaffordable()) {
      letGo(
          entry,
          new TransactionStatus.NotAccepted(
              new Rejection.InsufficientFunds(account.balance(), entry.fee())));
    }
  }

  private static Optional<MempoolEntry> ready(
      MempoolSender sender, long fromNonce, Predicate<TransactionId> skipped) {
    Optional<MempoolEntry> next = sender.readyFrom(fromNonce);
    while (next.isPresent() && skipped.test(next.get().id())) {
      next = sender.readyFrom(next.get().nonce() + 1);
    }
    return next;
  }

  /// The replica was told that nothing can be built: it must hear of the next change, even if it
  /// heard that something is due last.
  public void nothingToBuild() {
    publishing.lock();
    try {
      publishedDue = false;
    } finally {
      publishing.unlock();
    }
  }

  /// Tells the listener in the order in which it changed, though many threads change it.
  private void publishDue() {
    publishing.lock();
    try {
      boolean isDue = isDue();
      if (isDue != publishedDue) {
        publishedDue = isDue;
        dueListener.accept(isDue);
      }
    } finally {
      publishing.unlock();
    }
  }

  private boolean isDue() {
    lock.lock();
    try {
      return due > 0;
    } finally {
      lock.unlock();
    }
  }
}
