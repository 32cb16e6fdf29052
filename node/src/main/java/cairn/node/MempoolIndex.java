package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.TransactionId;
import cairn.ledger.VerifiedTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
  private long bytes;
  private int due;

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

  int held() {
    return senders.values().stream().mapToInt(MempoolSender::held).sum();
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

  /// Those of the longest wait first.
  Collection<MempoolEntry> inOrderOfArrival() {
    return byId.values();
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
  }

  void remove(MempoolEntry entry) {
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

  /// Takes in a sender's account after a final block. Returns those whose nonce is used; they must
  /// be removed next.
  List<MempoolEntry> become(MempoolSender sender, Account account) {
    due -= sender.due();
    List<MempoolEntry> used = sender.become(account);
    due += sender.due();
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
  /// without the `skipped`; at most so many operations and bytes, and one more.
  List<VerifiedTransaction> candidates(
      Predicate<TransactionId> skipped, long operations, long mostBytes) {
    List<VerifiedTransaction> candidates = new ArrayList<>();
    PriorityQueue<MempoolEntry> next = new PriorityQueue<>(MempoolEntry.DEAREST_FIRST);
    for (MempoolSender sender : senders.values()) {
      ready(sender, sender.account().nonce(), skipped).ifPresent(next::add);
    }
    long operationsLeft = operations;
    long bytesLeft = mostBytes;
    while (!next.isEmpty() && operationsLeft > 0 && bytesLeft > 0) {
      MempoolEntry entry = next.remove();
      candidates.add(entry.transaction);
      operationsLeft -= entry.transaction.body().operations().size();
      bytesLeft -= entry.size();
      ready(entry.sender, entry.nonce() + 1, skipped).ifPresent(next::add);
    }
    return candidates;
  }

  /// A fee that is above that of the cheapest that may go, for a transaction with that least fee.
  Amount feeToGetIn(Amount least) {
    long price = cheapestLast().map(entry -> entry.price + 1).orElse(MempoolEntry.LEAST_PRICE);
    return new Amount(least.units() / 1000 * price + least.units() % 1000 * price / 1000 + 1);
  }

  private static Optional<MempoolEntry> ready(
      MempoolSender sender, long fromNonce, Predicate<TransactionId> skipped) {
    Optional<MempoolEntry> next = sender.readyFrom(fromNonce);
    while (next.isPresent() && skipped.test(next.get().id())) {
      next = sender.readyFrom(next.get().nonce() + 1);
    }
    return next;
  }
}
