package cairn.node;

import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.ledger.Rejection;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.VerifiedTransaction;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Where transactions enter a node, from users and from peers: each transaction's bytes are
/// verified once, and the result goes with it from then on. Any thread may call; the work is done
/// in the verifier pool.
///
/// A cache by the hash of all bytes remembers what was verified and what was refused, so that the
/// same bytes cost one signature check however often they come, and so that a proposed block finds
/// its transactions verified.
final class TransactionIntake {
  /// A pool task takes so many at once, so that a batch of a peer spreads over the threads.
  private static final int TRANSACTIONS_PER_TASK = 16;

  private static final long CACHED_BYTES = 48L << 20;
  private static final int OBJECT_BYTES = 900;

  private final TransactionVerifier verifier;
  private final VerifierPool pool;
  private final Mempool mempool;
  private final TransactionPush push;
  private final Cache<Hash, TransactionVerifier.Result> verified =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((Hash hash, TransactionVerifier.Result result) -> weight(result))
          .executor(Runnable::run)
          .build();
  private final LongAdder verifications = new LongAdder();

  TransactionIntake(
      TransactionVerifier verifier, VerifierPool pool, Mempool mempool, TransactionPush push) {
    this.verifier = verifier;
    this.pool = pool;
    this.mempool = mempool;
    this.push = push;
  }

  /// What became of a submitted transaction.
  sealed interface Outcome {
    record Taken(VerifiedTransaction transaction) implements Outcome {}

    /// @param transaction what was refused, if it is one and its signatures hold
    record Refused(Optional<VerifiedTransaction> transaction, Rejection reason)
        implements Outcome {}

    /// Too much waits to be verified.
    record Busy() implements Outcome {}
  }

  /// Takes bytes from a user, which the caller gives up; `answer` comes once, on a pool thread or
  /// on the caller's.
  void submit(byte[] bytes, Consumer<Outcome> answer) {
    if (bytes.length > Transaction.MAX_BYTES) {
      answer.accept(
          new Outcome.Refused(
              Optional.empty(), new Rejection.TooLarge(bytes.length, Transaction.MAX_BYTES)));
    } else if (!pool.verify(() -> answer.accept(take(bytes)))) {
      answer.accept(new Outcome.Busy());
    }
  }

  /// Takes a batch from a peer. What is wrong in it is reported to `offence` with the rule broken:
  /// an honest node passes on only what it has verified.
  ///
  /// @param isValidator whether the peer is one, which has then sent it to all validators itself
  void received(byte[] message, boolean isValidator, Consumer<String> offence) {
    List<byte[]> batch;
    try {
      batch = TransactionBatch.decode(message);
    } catch (MalformedException e) {
      offence.accept("transaction batch: " + e.getMessage());
      return;
    }
    for (int from = 0; from < batch.size(); from += TRANSACTIONS_PER_TASK) {
      List<byte[]> part = batch.subList(from, Math.min(batch.size(), from + TRANSACTIONS_PER_TASK));
      pool.verify(() -> takeFromPeer(part, isValidator, offence));
    }
  }

  /// Verifies what a block has, from the cache where it is known. Called on a pool thread.
  TransactionVerifier.Result verify(Transaction transaction) {
    TransactionVerifier.Result known = verified.getIfPresent(transaction.hash());
    if (known != null) {
      return known;
    }
    verifications.increment();
    TransactionVerifier.Result result = verifier.verify(transaction);
    verified.put(transaction.hash(), result);
    return result;
  }

  /// How many transactions were verified, those found in the cache not counted.
  long verifications() {
    return verifications.sum();
  }

  private Outcome take(byte[] bytes) {
    Transaction transaction;
    try {
      transaction = Transaction.decode(bytes);
    } catch (MalformedException e) {
      return new Outcome.Refused(
          Optional.empty(), new Rejection.Malformed(String.valueOf(e.getMessage())));
    }
    return switch (verify(transaction)) {
      case Rejection rejection -> new Outcome.Refused(Optional.empty(), rejection);
      case VerifiedTransaction valid ->
          switch (mempool.admit(valid, Mempool.Origin.SUBMITTER)) {
            case Mempool.Admission.Added() -> {
              push.push(List.of(transaction));
              yield new Outcome.Taken(valid);
            }
            case Mempool.Admission.Known() -> new Outcome.Taken(valid);
            case Mempool.Admission.Refused(Rejection reason) ->
                new Outcome.Refused(Optional.of(valid), reason);
          };
    };
  }

  private void takeFromPeer(List<byte[]> part, boolean isValidator, Consumer<String> offence) {
    List<Transaction> passedOn = new ArrayList<>();
    for (byte[] bytes : part) {
      Transaction transaction;
      try {
        transaction = Transaction.decode(bytes);
      } catch (MalformedException e) {
        offence.accept("transaction: " + e.getMessage());
        return;
      }
      switch (verify(transaction)) {
        case Rejection rejection -> {
          offence.accept("transaction: " + rejection.code());
          return;
        }
        case VerifiedTransaction valid -> {
          if (mempool.admit(valid, Mempool.Origin.PEER) instanceof Mempool.Admission.Added
              && !isValidator) {
            passedOn.add(transaction);
          }
        }
      }
    }
    if (!passedOn.isEmpty()) {
      push.push(passedOn);
    }
  }

  private static int weight(TransactionVerifier.Result result) {
    return switch (result) {
      case VerifiedTransaction valid -> OBJECT_BYTES + valid.transaction().size();
      case Rejection _ -> OBJECT_BYTES;
    };
  }
}
