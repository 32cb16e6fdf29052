package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Random blocks of all operations against the [NaiveLedger]: after every block the receipts with
/// their reasons, and every entry of the state, with its deposit, are the same, the state tree has
/// them, and the native supply is what it was. The validators change, so the blocks go through many
/// epochs.
///
/// 100,000 transactions with `-Pfull`. A failure names its seed and block; one seed runs alone with
/// `-Dseed=N`.
class LedgerModelTest {
  private static final int SEEDS = Boolean.getBoolean("cairn.full") ? 40 : 2;
  private static final int TRANSACTIONS_A_SEED = 2_500;

  @Test
  void agreesWithTheNaiveLedgerAfterEveryBlock() {
    if (Long.getLong("seed") != null) {
      new ModelRun(Long.getLong("seed")).run(TRANSACTIONS_A_SEED);
      return;
    }
    TreeSet<String> outcomes = new TreeSet<>();
    long transactions =
        LongStream.range(4, 4 + SEEDS)
            .map(seed -> {
              ModelRun run = new ModelRun(seed);
              run.run(TRANSACTIONS_A_SEED);
              outcomes.addAll(run.outcomes());
              return run.transactions();
            })
            .sum();

    TreeSet<String> all = new TreeSet<>();
    all.add("OK");
    all.addAll(failures());
    assertEquals(all, outcomes, "after " + transactions + " transactions");
  }

  /// The code of each kind of [OperationFailure], as its name spells it.
  private static TreeSet<String> failures() {
    return Arrays.stream(OperationFailure.class.getPermittedSubclasses())
        .map(kind -> kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
