package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.TransactionId;
import cairn.ledger.VerifiedTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Predicate;

/// All that waits in a mempool, in the orders in which it is looked up, kept in step. It knows no
/// rules. Guarded by the [Mempool]'s lock.
final class MempoolIndex {
  private final LinkedHashMap<TransactionId, MempoolEntry> byId = new LinkedHashMap<>();
  private final Map<Long, MempoolEntry> byShortId = new HashMap<>();
  private final Map<PublicKey, MempoolSender> senders = new HashMap<>();
  private final TreeSet<MempoolEntry> lasts = new TreeSet<>(MempoolEntry.DEAREST_FIRST);
  private final TreeSet<MempoolEntry> byExpiry = new TreeSet<>(MempoolEntry.FIRST_TO_EXPIRE);
  private final Map<TransactionId, Integer> carried = new HashMap<>();

  /// The first transaction of each sender, where it could stand in a block.
  private final TreeSet<MempoolEntry> heads = new TreeSet<>(MempoolEntry.DEAREST_FIRST);

  private long bytes;
  private int due;
  private int held;

  int size() {
    return byId.size();
  }

  long bytes() {
    return bytes;
  }

  /// How many could stand in a block and stand in no notarized one.
  int due() {
    return due;
  }

  int senders() {
    return senders.size();
  }

  /// How many wait behind a missing nonce.
  int held() {
    return held;
  }

  boolean contains(TransactionId id) {
    return byId.containsKey(id);
  }

  Optional<MempoolEntry> entry(TransactionId id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<MempoolEntry> entry(long shortId) {
    return Optional.ofNullable(byShortId.get(shortId));
  }

  /// The next one by turns, the first to come at first; call only if there is one.
  MempoolEntry nextInTurn() {
    MempoolEntry next = byId.firstEntry().getValue();
    byId.putLast(next.id(), next);
    return next;
  }

  Optional<MempoolSender> sender(PublicKey key) {
    return Optional.ofNullable(senders.get(key));
  }

  /// The cheapest of those that are the last of their senders, so that letting it go leaves no gap.
  Optional<MempoolEntry> cheapestLast() {
    return lasts.isEmpty() ? Optional.empty() : Optional.of(lasts.last());
  }

  Optional<MempoolEntry> firstToExpire() {
    return byExpiry.isEmpty() ? Optional.empty() : Optional.of(byExpiry.first());
  }

  void add(MempoolEntry entry) {
    MempoolSender sender = entry.sender;
    senders.putIfAbsent(sender.key(), sender);
    leave(sender);
    if (!sender.isEmpty()) {
      lasts.remove(sender.last());
    }
    entry.isCarried = carried.containsKey(entry.id());
    sender.add(entry);
    lasts.add(sender.last());
    enter(sender);
    byId.put(entry.id(), entry);
    byShortId.putIfAbsent(ShortIds.of(entry.hash()), entry);
    byExpiry.add(entry);
    bytes += entry.size();
  }

  void remove(MempoolEntry entry) {
    MempoolSender sender = entry.sender;
    leave(sender);
    lasts.remove(sender.last());
    sender.remove(entry);
    enter(sender);
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

  /// Takes in a sender's account after a final block. Returns those whose nonce is used; they must
  /// be removed next.
  List<MempoolEntry> become(MempoolSender sender, Account account) {
    leave(sender);
    List<MempoolEntry> used = sender.become(account);
    enter(sender);
    return used;
  }

  /// Counts one more, or one fewer, notarized block with that transaction, waiting here or not.
  void carry(TransactionId id, Mempool.Carrying carrying) {
    int change =
        switch (carrying) {
          case BEGINS -> 1;
          case ENDS -> -1;
        };
    int times = carried.getOrDefault(id, 0) + change;
    if (times > 0) {
      carried.put(id, times);
    } else {
      carried.remove(id);
    }
    MempoolEntry entry = byId.get(id);
    if (entry != null) {
      due -= entry.sender.due();
      entry.sender.setCarried(entry, times > 0);
      due += entry.sender.due();
    }
  }

  /// Those that could stand in a block, the dearest first, each sender's in the order of nonces,
  /// without the `skipped`, whose turn those behind them wait for all the same; at most so many
  /// operations and bytes, and one more.
  List<VerifiedTransaction> candidates(
      Predicate<TransactionId> skipped, long operations, long mostBytes) {
    List<VerifiedTransaction> candidates = new ArrayList<>();
    PriorityQueue<MempoolEntry> next = new PriorityQueue<>(MempoolEntry.DEAREST_FIRST);
    Iterator<MempoolEntry> rest = heads.iterator();
    if (rest.hasNext()) {
      next.add(rest.next());
    }
    long operationsLeft = operations;
    long bytesLeft = mostBytes;
    while (!next.isEmpty() && operationsLeft > 0 && bytesLeft > 0) {
      MempoolEntry entry = next.remove();
      if (heads.contains(entry) && rest.hasNext()) {
        // So the dearest of the heads that were not looked at is always among them.
        next.add(rest.next());
      }
      if (!skipped.test(entry.id())) {
        candidates.add(entry.transaction);
        operationsLeft -= entry.transaction.body().operations().size();
        bytesLeft -= entry.size();
      }
      entry.sender.readyFrom(entry.nonce() + 1).ifPresent(next::add);
    }
    return candidates;
  }

  /// A fee that is above that of the cheapest that may go, for a transaction with that least fee.
  Amount feeToGetIn(Amount least) {
    long price = cheapestLast().map(entry -> entry.price + 1).orElse(MempoolEntry.LEAST_PRICE);
    return new Amount(least.units() / 1000 * price + least.units() % 1000 * price / 1000 + 1);
  }

  /// Before a change of a sender: what it adds to the counts and orders is taken out.
  private void leave(MempoolSender sender) {
    due -= sender.due();
    held -= sender.held();
    sender.readyFrom(sender.account().nonce()).ifPresent(heads::remove);
  }

  /// After it.
  private void enter(MempoolSender sender) {
    due += sender.due();
    held += sender.held();
    sender.readyFrom(sender.account().nonce()).ifPresent(heads::add);
  }
}
