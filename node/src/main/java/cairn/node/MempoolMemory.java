package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Why transactions left the mempool otherwise than in a block; the oldest are forgotten. Of those
/// that have no end yet it keeps what a final block needs to decide one. Thread-safe; its lock may
/// be taken under the [Mempool]'s, never the other way round.
final class MempoolMemory {
  private static final int REMEMBERED = 1 << 15;

  private static final Comparator<Gone> BY_EXPIRY =
      Comparator.comparingLong((Gone gone) -> gone.validUntil).thenComparingLong(Gone::order);
  private static final Comparator<Gone> BY_NONCE =
      Comparator.comparingLong((Gone gone) -> gone.nonce).thenComparingLong(Gone::order);

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<TransactionId, Gone> all = new LinkedHashMap<>();
  private final TreeSet<Gone> byExpiry = new TreeSet<>(BY_EXPIRY);
  private final Map<PublicKey, TreeSet<Gone>> bySender = new HashMap<>();

  /// @param order of arrival in the mempool
  private record Gone(
      TransactionId id,
      PublicKey sender,
      long nonce,
      long validUntil,
      long order,
      TransactionStatus status) {
    boolean isOpen() {
      return status instanceof TransactionStatus.NotAccepted;
    }

    Gone as(TransactionStatus end) {
      return new Gone(id, sender, nonce, validUntil, order, end);
    }
  }

  void remember(MempoolEntry entry, TransactionStatus status) {
    lock.lock();
    try {
      forget(entry.id());
      if (all.size() >= REMEMBERED) {
        forget(all.firstEntry().getKey());
      }
      PublicKey sender = entry.sender.key();
      Gone gone =
          new Gone(entry.id(), sender, entry.nonce(), entry.validUntil(), entry.sequence, status);
      all.put(gone.id, gone);
      if (gone.isOpen()) {
        byExpiry.add(gone);
        bySender.computeIfAbsent(sender, _ -> new TreeSet<>(BY_NONCE)).add(gone);
      }
    } finally {
      lock.unlock();
    }
  }

  void forget(TransactionId id) {
    lock.lock();
    try {
      Gone gone = all.remove(id);
      if (gone != null && gone.isOpen()) {
        close(gone);
      }
    } finally {
      lock.unlock();
    }
  }

  Optional<TransactionStatus> status(TransactionId id) {
    lock.lock();
    try {
      return Optional.ofNullable(all.get(id)).map(Gone::status);
    } finally {
      lock.unlock();
    }
  }

  /// Looks at a final block. Returns those that it ends and does not have.
  ///
  /// @param finalAccounts reads an account after that block; called without the lock
  List<Mempool.Ended> applied(
      Mempool.FinalChange change, Function<PublicKey, Account> finalAccounts) {
    List<Mempool.Ended> ended = new ArrayList<>();
    List<Gone> late;
    lock.lock();
    try {
      change.included().forEach(this::forget);
      change.accounts().forEach((key, account) -> endUsed(key, account, change, ended));
      late = byExpiry.stream().takeWhile(gone -> isPast(gone, change)).toList();
    } finally {
      lock.unlock();
    }
    Map<PublicKey, Long> nonces = new HashMap<>();
    for (Gone gone : late) {
      long nonce = nonces.computeIfAbsent(gone.sender, key -> finalAccounts.apply(key).nonce());
      endLate(gone, new TransactionStatus.Expired(change.height(), change.timestamp(), nonce))
          .ifPresent(ended::add);
    }
    return ended;
  }

  private static boolean isPast(Gone gone, Mempool.FinalChange change) {
    return gone.validUntil < change.timestamp().millis();
  }

  private void endUsed(
      PublicKey key, Account account, Mempool.FinalChange change, List<Mempool.Ended> ended) {
    TreeSet<Gone> ofSender = bySender.get(key);
    if (ofSender == null) {
      return;
    }
    TransactionStatus end =
        new TransactionStatus.Rejected(
            new TransactionStatus.Reason.NonceTaken(account.nonce(), change.height()));
    List<Gone> used = ofSender.stream().takeWhile(gone -> gone.nonce < account.nonce()).toList();
    used.forEach(gone -> ended.add(end(gone, end)));
  }

  private Optional<Mempool.Ended> endLate(Gone gone, TransactionStatus end) {
    lock.lock();
    try {
      return gone.equals(all.get(gone.id)) ? Optional.of(end(gone, end)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Mempool.Ended end(Gone gone, TransactionStatus end) {
    close(gone);
    all.put(gone.id, gone.as(end));
    return new Mempool.Ended(gone.id, end);
  }

  /// It waits for no end any more.
  private void close(Gone gone) {
    byExpiry.remove(gone);
    TreeSet<Gone> ofSender = bySender.get(gone.sender);
    if (ofSender != null) {
      ofSender.remove(gone);
      if (ofSender.isEmpty()) {
        bySender.remove(gone.sender);
      }
    }
  }
}
