package cairn.node;

import cairn.ledger.Rejection;
import cairn.ledger.Transaction;
import cairn.ledger.VerifiedTransaction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/// Verifies all transactions of a block, spread over the verifier pool; most of them are in the
/// cache of [TransactionIntake]. Thread-safe.
final class BodyVerifier {
  private static final int TRANSACTIONS_PER_TASK = 32;

  private final VerifierPool pool;
  private final TransactionIntake intake;

  BodyVerifier(VerifierPool pool, TransactionIntake intake) {
    this.pool = pool;
    this.intake = intake;
  }

  /// What the verification of a block's transactions comes to.
  sealed interface Result {
    record Valid(List<VerifiedTransaction> transactions) implements Result {}

    record Invalid(Rejection reason) implements Result {}
  }

  /// Calls `answer` once, on a pool thread, which this is called on too.
  void verify(List<Transaction> transactions, Consumer<Result> answer) {
    int parts = (transactions.size() + TRANSACTIONS_PER_TASK - 1) / TRANSACTIONS_PER_TASK;
    Join join = new Join(transactions, Math.max(1, parts), answer);
    for (int part = 1; part < parts; part++) {
      int from = part * TRANSACTIONS_PER_TASK;
      pool.verifyPart(() -> join.verifyFrom(from));
    }
    join.verifyFrom(0);
  }

  private final class Join {
    private final List<Transaction> transactions;
    private final AtomicReferenceArray<VerifiedTransaction> verified;
    private final AtomicReference<Optional<Rejection>> rejection =
        new AtomicReference<>(Optional.empty());
    private final AtomicInteger partsLeft;
    private final Consumer<Result> answer;

    private Join(List<Transaction> transactions, int parts, Consumer<Result> answer) {
      this.transactions = transactions;
      this.verified = new AtomicReferenceArray<>(transactions.size());
      this.partsLeft = new AtomicInteger(parts);
      this.answer = answer;
    }

    private void verifyFrom(int from) {
      int to = Math.min(transactions.size(), from + TRANSACTIONS_PER_TASK);
      for (int i = from; i < to && rejection.get().isEmpty(); i++) {
        switch (intake.verify(transactions.get(i))) {
          case VerifiedTransaction valid -> verified.set(i, valid);
          case Rejection reason -> rejection.set(Optional.of(reason));
        }
      }
      if (partsLeft.decrementAndGet() == 0) {
        answer.accept(result());
      }
    }

    private Result result() {
      if (rejection.get().isPresent()) {
        return new Result.Invalid(rejection.get().get());
      }
      VerifiedTransaction[] all = new VerifiedTransaction[transactions.size()];
      Arrays.setAll(all, verified::get);
      return new Result.Valid(List.of(all));
    }
  }
}
