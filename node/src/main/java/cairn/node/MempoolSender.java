package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one sender has waiting, in the order of its nonces, with its account in the final state.
/// Guarded by its [Mempool]'s lock.
final class MempoolSender {
  private final PublicKey key;
  private final TreeMap<Long, MempoolEntry> waiting = new TreeMap<>();
  private Account account;
  private Amount reserved = Amount.ZERO;
  private long firstMissing;
  private int due;

  MempoolSender(PublicKey key, Account account) {
    this.key = key;
    this.account = account;
    this.firstMissing = account.nonce();
  }

  PublicKey key() {
    return key;
  }

  Account account() {
    return account;
  }

  int size() {
    return waiting.size();
  }

  /// How many could stand in a block and stand in no notarized one.
  int due() {
    return due;
  }

  /// How many wait behind a missing nonce.
  int held() {
    return waiting.size() - (int) Math.min(firstMissing - account.nonce(), waiting.size());
  }

  /// The nonce for the sender's next transaction.
  long nextNonce() {
    return firstMissing;
  }

  Optional<MempoolEntry> at(long nonce) {
    return Optional.ofNullable(waiting.get(nonce));
  }

  /// The waiting transaction with the highest nonce; call only if there is one.
  MempoolEntry last() {
    return waiting.lastEntry().getValue();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// What the account can still pay as a fee, if `instead` were gone.
  Amount unreserved(Optional<MempoolEntry> instead) {
    Amount others =
        reserved.minus(instead.map(MempoolEntry::fee).orElse(Amount.ZERO)).orElseThrow();
    return account.balance().minus(others).orElse(Amount.ZERO);
  }

  void add(MempoolEntry entry) {
    waiting.put(entry.nonce(), entry);
    reserved = reserved.plus(entry.fee()).orElseThrow();
    advance();
  }

  void remove(MempoolEntry entry) {
    waiting.remove(entry.nonce());
    reserved = reserved.minus(entry.fee()).orElseThrow();
    if (entry.isDue()) {
      due--;
    }
    entry.isReady = false;
    if (entry.nonce() >= account.nonce() && entry.nonce() < firstMissing) {
      for (MempoolEntry behind : waiting.subMap(entry.nonce(), firstMissing).values()) {
        setReady(behind, false);
      }
      firstMissing = entry.nonce();
    }
  }

  void setCarried(MempoolEntry entry, boolean isCarried) {
    boolean wasDue = entry.isDue();
    entry.isCarried = isCarried;
    count(wasDue, entry.isDue());
  }

  /// Takes in the account after a final block. Returns those whose nonce is used; they must be
  /// removed next.
  List<MempoolEntry> become(Account newer) {
    account = newer;
    if (firstMissing < newer.nonce()) {
      firstMissing = newer.nonce();
    }
    advance();
    return new ArrayList<>(waiting.headMap(newer.nonce()).values());
  }

  /// Those that the balance no longer pays the fees of, the highest nonces first.
  List<MempoolEntry> unaffordable() {
    List<MempoolEntry> unaffordable = new ArrayList<>();
    Amount rest = reserved;
    for (MempoolEntry entry : waiting.descendingMap().values()) {
      if (!account.balance().isLessThan(rest)) {
        break;
      }
      unaffordable.add(entry);
      rest = rest.minus(entry.fee()).orElseThrow();
    }
    return unaffordable;
  }

  /// The first that is ready and not `skipped`, with a nonce of at least `nonce`.
  Optional<MempoolEntry> readyFrom(long nonce) {
    Map.Entry<Long, MempoolEntry> next = waiting.ceilingEntry(nonce);
    return next != null && next.getValue().isReady
        ? Optional.of(next.getValue())
        : Optional.empty();
  }

  private void advance() {
    while (true) {
      MempoolEntry next = waiting.get(firstMissing);
      if (next == null) {
        return;
      }
      setReady(next, true);
      firstMissing++;
    }
  }

  private void setReady(MempoolEntry entry, boolean isReady) {
    boolean wasDue = entry.isDue();
    entry.isReady = isReady;
    count(wasDue, entry.isDue());
  }

  private void count(boolean wasDue, boolean isDue) {
    if (wasDue != isDue) {
      due += isDue ? 1 : -1;
    }
  }
}
