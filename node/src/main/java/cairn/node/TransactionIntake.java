package cairn.node;

import cairn.codec.MalformedException;
import cairn.ledger.Rejection;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
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

  private final TransactionVerifier verifier;
  private final VerifierPool pool;
  private final Mempool mempool;
  private final TransactionPush push;
  private final VerifiedCache verified = new VerifiedCache();
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

  /// Takes transactions from a user, whose bytes the caller gives up, into the mempool in their
  /// order; `answer` comes once, on a pool thread or on the caller's.
  void submit(List<byte[]> batch, Consumer<List<Outcome>> answer) {
    Submitted submitted = new Submitted(batch, answer);
    for (int from = 0; from < batch.size(); from += TRANSACTIONS_PER_TASK) {
      int start = from;
      if (!pool.verifySubmitted(bytes(part(batch, from)), () -> submitted.verifyFrom(start))) {
        submitted.skip();
      }
    }
  }

  /// Transactions that are verified in parts, by many threads, and then admitted in order, by the
  /// thread that verified the last part.
  private final class Submitted {
    private final List<byte[]> batch;
    private final AtomicReferenceArray<Checked> checked;
    private final AtomicInteger partsLeft;
    private final Consumer<List<Outcome>> answer;

    private Submitted(List<byte[]> batch, Consumer<List<Outcome>> answer) {
      this.batch = batch;
      this.checked = new AtomicReferenceArray<>(batch.size());
      this.partsLeft =
          new AtomicInteger((batch.size() + TRANSACTIONS_PER_TASK - 1) / TRANSACTIONS_PER_TASK);
      this.answer = answer;
    }

    private void verifyFrom(int from) {
      for (int i = from; i < Math.min(batch.size(), from + TRANSACTIONS_PER_TASK); i++) {
        checked.set(i, check(batch.get(i)));
      }
      skip();
    }

    private void skip() {
      if (partsLeft.decrementAndGet() == 0) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        List<Transaction> added = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
          Checked verified = checked.get(i);
          outcomes.add(verified == null ? new Outcome.Busy() : admit(verified, added));
        }
        if (!added.isEmpty()) {
          push.push(added);
        }
        answer.accept(outcomes);
      }
    }
  }

  /// What a user's bytes are.
  private sealed interface Checked {
    record Valid(VerifiedTransaction transaction) implements Checked {}

    record Bad(Rejection reason) implements Checked {}
  }

  /// Takes a batch from a peer. What is wrong in it is reported to `offence` with the rule broken:
  /// an honest node passes on only what it has verified.
  ///
  /// A peer that is a validator has sent it to all validators itself.
  void received(Peer peer, byte[] message, Consumer<String> offence) {
    List<byte[]> batch;
    try {
      batch = TransactionBatch.decode(message);
    } catch (MalformedException e) {
      offence.accept("transaction batch: " + e.getMessage());
      return;
    }
    for (int from = 0; from < batch.size(); from += TRANSACTIONS_PER_TASK) {
      List<byte[]> part = part(batch, from);
      boolean isValidator = peer.validatorKey().isPresent();
      pool.verifyReceived(peer.id(), bytes(part), () -> takeFromPeer(part, isValidator, offence));
    }
  }

  private static List<byte[]> part(List<byte[]> batch, int from) {
    return batch.subList(from, Math.min(batch.size(), from + TRANSACTIONS_PER_TASK));
  }

  private static long bytes(List<byte[]> part) {
    return part.stream().mapToLong(transaction -> transaction.length).sum();
  }

  /// Verifies what a block has, from the cache where it is known. Called on a pool thread.
  TransactionVerifier.Result verify(Transaction transaction) {
    Optional<TransactionVerifier.Result> known = verified.get(transaction);
    if (known.isPresent()) {
      return known.get();
    }
    verifications.increment();
    TransactionVerifier.Result result = verifier.verify(transaction);
    verified.put(transaction, result);
    return result;
  }

  /// How many transactions were verified, those found in the cache not counted.
  long verifications() {
    return verifications.sum();
  }

  private Checked check(byte[] bytes) {
    if (bytes.length > Transaction.MAX_BYTES) {
      return new Checked.Bad(new Rejection.TooLarge(bytes.length, Transaction.MAX_BYTES));
    }
    try {
      return switch (verify(Transaction.decode(bytes))) {
        case Rejection rejection -> new Checked.Bad(rejection);
        case VerifiedTransaction valid -> new Checked.Valid(valid);
      };
    } catch (MalformedException e) {
      return new Checked.Bad(new Rejection.Malformed(String.valueOf(e.getMessage())));
    }
  }

  private Outcome admit(Checked checked, List<Transaction> added) {
    return switch (checked) {
      case Checked.Bad(Rejection reason) -> new Outcome.Refused(Optional.empty(), reason);
      case Checked.Valid(VerifiedTransaction valid) ->
          switch (mempool.admit(valid, Mempool.Origin.SUBMITTER)) {
            case Mempool.Admission.Added() -> {
              added.add(valid.transaction());
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
}
