package cairn.node.upkeep;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.ledger.Rejection;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.VerifiedTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Verifies the transactions of blocks, those of a large one on all cores.
public final class SignatureCheck implements AutoCloseable {
  private static final int TRANSACTIONS_A_TASK = 32;

  private final TransactionVerifier verifier;
  private final ExecutorService threads;

  private SignatureCheck(TransactionVerifier verifier, ExecutorService threads) {
    this.verifier = verifier;
    this.threads = threads;
  }

  /// With one thread a core, which [#close] ends.
  public static SignatureCheck start(Hash genesis, Ed25519 ed25519) {
    return new SignatureCheck(
        new TransactionVerifier(genesis, ed25519),
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("cairn-verify-", 0).factory()));
  }

  /// The block's transactions, each signed as it says; an [UpkeepException] names the first that is
  /// not.
  List<VerifiedTransaction> verified(Block block) {
    List<Transaction> transactions = block.transactions();
    if (transactions.size() <= TRANSACTIONS_A_TASK) {
      return verified(block, 0, transactions.size());
    }
    List<Callable<List<VerifiedTransaction>>> tasks = new ArrayList<>();
    for (int from = 0; from < transactions.size(); from += TRANSACTIONS_A_TASK) {
      int first = from;
      int end = Math.min(from + TRANSACTIONS_A_TASK, transactions.size());
      tasks.add(() -> verified(block, first, end));
    }
    List<VerifiedTransaction> verified = new ArrayList<>(transactions.size());
    try {
      for (Future<List<VerifiedTransaction>> part : threads.invokeAll(tasks)) {
        verified.addAll(part.get());
      }
      return verified;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UpkeepException("it was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UpkeepException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private List<VerifiedTransaction> verified(Block block, int from, int end) {
    List<VerifiedTransaction> verified = new ArrayList<>(end - from);
    for (int i = from; i < end; i++) {
      switch (verifier.verify(block.transactions().get(i))) {
        case VerifiedTransaction valid -> verified.add(valid);
        case Rejection rejection ->
            throw new UpkeepException(
                block.height(), "its transaction " + i + " is not valid: " + rejection.sentence());
      }
    }
    return verified;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
