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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The verified transactions that wait for a block: by sender, in the order of nonces. Thread-safe;
/// nothing under the lock looks at all that waits, only at what it takes or gives, and no account
/// is read there.
///
/// What it refuses or lets go is *not accepted*, which is no end: the same bytes may still become
/// final. [MempoolRules] says what gets in. When it is full, the last transaction of the sender who
/// offers least for it goes, if the new one offers more. After a final block only the senders that
/// it touched are looked at.
public final class Mempool {
  private static final int LOOKED_AT_FOR_EACH = 16;

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

  /// Whether notarized blocks begin or cease to carry transactions.
  public enum Carrying {
    BEGINS,
    ENDS
  }

  /// A transaction that waits, or waited, here and has come to an end that is not in a block.
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
  private final MempoolIndex index = new MempoolIndex();
  private final MempoolMemory gone = new MempoolMemory();
  private Parameters parameters;
  private Timestamp headTime;
  private long blocks;
  private long changes;
  private long sequence;

  // Taken before the other lock, never after it.
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
        Optional<MempoolSender> sender = index.sender(key);
        if (sender.isEmpty() && seen == blocks) {
          sender = read.map(account -> new MempoolSender(key, account));
        }
        admission = sender.map(known -> decide(transaction, origin, known));
        seen = blocks;
      } finally {
        lock.unlock();
      }
      if (admission.isEmpty()) {
        // A block that becomes final between this read and the next look makes it void.
        read = Optional.of(finalAccounts.apply(key));
      }
    }
    publishDue();
    return admission.get();
  }

  /// Looks at a final block. Returns those that wait, or waited, here and can never be final any
  /// more.
  public List<Ended> applied(FinalChange change) {
    List<Ended> ended = new ArrayList<>();
    lock.lock();
    try {
      blocks++;
      changes++;
      parameters = change.parameters();
      headTime = change.timestamp();
      change
          .accounts()
          .forEach((key, account) ->
              index.sender(key).ifPresent(sender -> touch(sender, account, change, ended)));
      Optional<MempoolEntry> next = index.firstToExpire();
      while (next.isPresent() && next.get().validUntil() < headTime.millis()) {
        long nonce = next.get().sender.account().nonce();
        end(next.get(), new TransactionStatus.Expired(change.height(), headTime, nonce), ended);
        next = index.firstToExpire();
      }
    } finally {
      lock.unlock();
    }
    ended.addAll(gone.applied(change, finalAccounts));
    publishDue();
    return ended;
  }

  /// Notes that a block with these transactions is notarized, so that they need no other one, or
  /// that such a block is final or given up.
  public void carry(Collection<TransactionId> ids, Carrying carrying) {
    lock.lock();
    try {
      changes++;
      ids.forEach(id -> index.carry(id, carrying));
    } finally {
      lock.unlock();
    }
    publishDue();
  }

  /// Lets a transaction go that no block can include any more.
  public void refuse(TransactionId id, Rejection reason) {
    lock.lock();
    try {
      index.entry(id).ifPresent(entry -> letGo(entry, new TransactionStatus.NotAccepted(reason)));
    } finally {
      lock.unlock();
    }
    publishDue();
  }

  /// Transactions for a block, the dearest first, each sender's in the order of nonces without a
  /// gap, leaving out the `skipped`; at most so many operations and bytes, and one more.
  public Candidates candidates(Predicate<TransactionId> skipped, long operations, long bytes) {
    lock.lock();
    try {
      return new Candidates(index.candidates(skipped, operations, bytes), changes);
    } finally {
      lock.unlock();
    }
  }

  /// Transactions for a block.
  ///
  /// @param stamp of the mempool as it was then
  public record Candidates(List<VerifiedTransaction> transactions, long stamp) {}

  /// The replica is told that nothing could be built of the candidates with that stamp, by `tell`.
  /// It takes that as "nothing is due", and must hear of the next change, even if the last that it
  /// heard before was that something is due.
  public void nothingToBuild(long stamp, Runnable tell) {
    publishing.lock();
    try {
      publishedDue = false;
      tell.run();
      if (changes() != stamp) {
        publishDue();
      }
    } finally {
      publishing.unlock();
    }
  }

  /// What is known here of a transaction; empty if nothing.
  public Optional<TransactionStatus> status(TransactionId id) {
    lock.lock();
    try {
      return index.contains(id) ? Optional.of(new TransactionStatus.Pending()) : gone.status(id);
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
        found.add(index.entry(shortId).map(entry -> entry.transaction));
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  /// At most `max` transactions that are due and were not passed on for `age`; they count as passed
  /// on now. Passing them on again mends what a full queue dropped, or a peer refused too early. It
  /// goes on where it ended the last time, so that those that are not due hide nothing for long.
  public List<VerifiedTransaction> toPassOnAgain(Duration age, int max) {
    List<VerifiedTransaction> stale = new ArrayList<>();
    long now = clock.monotonicNanos();
    lock.lock();
    try {
      int looks = Math.min(index.size(), LOOKED_AT_FOR_EACH * max);
      while (looks-- > 0 && stale.size() < max) {
        MempoolEntry entry = index.nextInTurn();
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
      return index.sender(key).map(MempoolSender::nextNonce);
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
      return new Sizes(index.size(), index.bytes(), index.senders(), index.due(), index.held());
    } finally {
      lock.unlock();
    }
  }

  public MempoolLimits limits() {
    return limits;
  }

  private Admission decide(VerifiedTransaction transaction, Origin origin, MempoolSender sender) {
    if (index.contains(transaction.id())) {
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
      return new Admission.Refused(new Rejection.MempoolFull(index.feeToGetIn(least)));
    }
    same.ifPresent(old ->
        letGo(old, new TransactionStatus.NotAccepted(new Rejection.Replaced(transaction.id()))));
    changes++;
    index.add(entry);
    gone.forget(entry.id());
    makeRoom(least);
    return index.contains(entry.id())
        ? new Admission.Added()
        : new Admission.Refused(new Rejection.MempoolFull(index.feeToGetIn(least)));
  }

  private boolean isFullFor(MempoolEntry entry) {
    boolean isFull =
        index.size() >= limits.transactions() || index.bytes() + entry.size() > limits.bytes();
    return isFull
        && index.cheapestLast().map(cheapest -> cheapest.price >= entry.price).orElse(true);
  }

  /// Lets the cheapest last transactions go until the limits hold.
  private void makeRoom(Amount least) {
    while (index.size() > limits.transactions() || index.bytes() > limits.bytes()) {
      Rejection reason = new Rejection.Evicted(index.feeToGetIn(least));
      letGo(index.cheapestLast().orElseThrow(), new TransactionStatus.NotAccepted(reason));
    }
  }

  private void touch(MempoolSender sender, Account account, FinalChange change, List<Ended> ended) {
    for (MempoolEntry entry : index.become(sender, account)) {
      if (change.included().contains(entry.id())) {
        index.remove(entry);
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

  private void end(MempoolEntry entry, TransactionStatus end, List<Ended> ended) {
    letGo(entry, end);
    ended.add(new Ended(entry.id(), end));
  }

  private void letGo(MempoolEntry entry, TransactionStatus status) {
    index.remove(entry);
    gone.remember(entry, status);
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
      return index.due() > 0;
    } finally {
      lock.unlock();
    }
  }

  private long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }
}
