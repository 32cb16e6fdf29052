package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Locks with leases in block time and fencing tokens. Confined to one thread.
final class LockOperations {
  private static final StateKey FENCING = new StateKey.Fencing();

  private final WorkingState state;
  private final Balances balances;
  private final Timestamp now;

  LockOperations(WorkingState state, Balances balances, Timestamp now) {
    this.state = state;
    this.balances = balances;
    this.now = now;
  }

  Optional<OperationFailure> acquire(PublicKey sender, Operation.AcquireLock acquire) {
    StateKey key = new StateKey.Lock(acquire.owner(), acquire.name());
    boolean isOwner = sender.equals(acquire.owner());
    Optional<Lock> before = state.read(key).map(Lock::decode);
    Optional<OperationFailure> refused =
        before.isEmpty() ? unmade(isOwner, acquire) : taken(sender, isOwner, before.get(), acquire);
    if (refused.isPresent()) {
      return refused;
    }
    List<PublicKey> allowed = isOwner ? acquire.allowed() : before.orElseThrow().allowed();
    Optional<Deposit> deposit =
        before.isPresent() ? before.get().deposit() : balances.depositOf(sender);
    Lock.Lease lease = new Lock.Lease(sender, nextToken(), now.plus(acquire.lease()));
    state.set(key, Optional.of(new Lock(allowed, Optional.of(lease), deposit).encoded()));
    return before.isPresent() ? Optional.empty() : balances.reserve(sender);
  }

  Optional<OperationFailure> renew(PublicKey sender, Operation.RenewLock renew) {
    StateKey key = new StateKey.Lock(renew.owner(), renew.name());
    Optional<Lock> lock = state.read(key).map(Lock::decode);
    if (lock.flatMap(held -> held.lease(now)).filter(has(sender, renew.token())).isEmpty()) {
      return Optional.of(
          new OperationFailure.NotHolder(renew.owner(), renew.name(), renew.token()));
    }
    Lock.Lease lease = new Lock.Lease(sender, renew.token(), now.plus(renew.lease()));
    Lock longer = new Lock(lock.get().allowed(), Optional.of(lease), lock.get().deposit());
    state.set(key, Optional.of(longer.encoded()));
    return Optional.empty();
  }

  /// A lease that is over can be released too, as long as nobody has taken the lock since.
  Optional<OperationFailure> release(PublicKey sender, Operation.ReleaseLock release) {
    StateKey key = new StateKey.Lock(release.owner(), release.name());
    Optional<Lock> lock = state.read(key).map(Lock::decode);
    if (lock.flatMap(Lock::lease).filter(has(sender, release.token())).isEmpty()) {
      return Optional.of(
          new OperationFailure.NotHolder(release.owner(), release.name(), release.token()));
    }
    Lock held = lock.get();
    if (sender.equals(release.owner()) && held.allowed().isEmpty()) {
      state.set(key, Optional.empty());
      balances.release(held.deposit());
    } else {
      Lock free = new Lock(held.allowed(), Optional.empty(), held.deposit());
      state.set(key, Optional.of(free.encoded()));
    }
    return Optional.empty();
  }

  private static Optional<OperationFailure> unmade(boolean isOwner, Operation.AcquireLock acquire) {
    return isOwner
        ? Optional.empty()
        : Optional.of(new OperationFailure.LockNotFound(acquire.owner(), acquire.name()));
  }

  private Optional<OperationFailure> taken(
      PublicKey sender, boolean isOwner, Lock lock, Operation.AcquireLock acquire) {
    if (!isOwner && !lock.allowed().contains(sender)) {
      return Optional.of(new OperationFailure.NotAllowed(acquire.owner(), acquire.name()));
    }
    return lock.lease(now).map(held -> new OperationFailure.LockHeld(held.holder(), held.until()));
  }

  private static Predicate<Lock.Lease> has(PublicKey holder, long token) {
    return lease -> lease.holder().equals(holder) && lease.token() == token;
  }

  private long nextToken() {
    long last =
        state.read(FENCING).map(entry -> BcsReader.decode(entry, BcsReader::count64)).orElse(0L);
    long next = Math.addExact(last, 1);
    state.set(FENCING, Optional.of(new BcsWriter(8).u64(next).toByteArray()));
    return next;
  }
}
