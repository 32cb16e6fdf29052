package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Parameters.BlockLimits;
import cairn.ledger.Parameters.Fees;
import cairn.ledger.Parameters.Timing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Parameters STANDARD = Parameters.standard();

  @Test
  void refusesEveryNumberOutOfItsRange() {
    Duration zero = Duration.ZERO;
    Duration second = Duration.ofSeconds(1);
    Duration days = Duration.ofDays(400);
    Amount much = new Amount((1L << 40) + 1);
    Fees fees = STANDARD.fees();
    BlockLimits limits = STANDARD.blockLimits();

    onlyProblem("leaderTimeout", timing(new Timing(zero, second, second, second, zero)));
    onlyProblem("notarizationTimeout", timing(new Timing(second, zero, second, second, zero)));
    onlyProblem("retryInterval", timing(new Timing(second, second, zero, second, zero)));
    onlyProblem("heartbeat", timing(new Timing(second, second, second, days, zero)));
    onlyProblem("minBlockInterval", timing(new Timing(second, second, second, second, days)));
    onlyProblem(
        "block limit in bytes", with(new BlockLimits(1000, 1000), days.dividedBy(100), fees));
    onlyProblem("block limit in bytes", with(new BlockLimits(1 << 30, 1000), second, fees));
    onlyProblem(
        "block limit in operations", with(new BlockLimits(limits.bytes(), 99), second, fees));
    onlyProblem("maxValidity", with(limits, zero, fees));
    onlyProblem("maxValidity", with(limits, days, fees));
    onlyProblem(
        "base fee",
        with(
            limits,
            second,
            new Fees(much, much.minus(new Amount(1)).orElseThrow(), Amount.ZERO, Amount.ZERO)));
    onlyProblem(
        "fee per byte",
        with(limits, second, new Fees(Amount.ZERO, Amount.ZERO, Amount.MAX, Amount.ZERO)));
    onlyProblem("keptViews", kept(1, 256));
    onlyProblem("keptEpochs", kept(64, 0));
  }

  @Test
  void aDepositNeedsAFeeSoThatNoAccountIsMadeForNothing() {
    Amount one = new Amount(1);
    Amount none = Amount.ZERO;
    Duration second = Duration.ofSeconds(1);
    BlockLimits limits = STANDARD.blockLimits();

    List<String> problems = with(limits, second, new Fees(none, none, none, one)).problems();

    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().startsWith("All fees are 0"), problems.toString());
    for (Fees sound :
        List.of(
            new Fees(none, none, none, none),
            new Fees(one, none, none, one),
            new Fees(none, one, none, one),
            new Fees(none, none, one, one))) {
      assertEquals(List.of(), with(limits, second, sound).problems());
    }
  }

  @Test
  void leastFeeNeverOverflows() {
    Fees most = new Fees(Fees.MOST, Fees.MOST, Fees.MOST, Amount.ZERO);

    Amount least = most.least(TransactionBody.MAX_OPERATIONS, Transaction.MAX_BYTES);

    assertEquals(
        Math.multiplyExact(1L << 40, 1L + TransactionBody.MAX_OPERATIONS + Transaction.MAX_BYTES),
        least.units());
  }

  @Test
  void budgetHalvesDownToWhatOneTransactionNeeds() {
    BlockLimits limits = new BlockLimits(4 << 20, 10_000);

    assertEquals(limits, limits.shrunk(0));
    assertEquals(new BlockLimits(2 << 20, 5_000), limits.shrunk(1));
    assertEquals(new BlockLimits(256 << 10, 625), limits.shrunk(4));
    assertEquals(BlockLimits.LEAST_BYTES, new BlockLimits(1 << 20, 10_000).shrunk(4).bytes());
  }

  private static void onlyProblem(String name, Parameters parameters) {
    List<String> problems = parameters.problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().startsWith("The " + name + " is "), problems.toString());
  }

  private static Parameters timing(Timing timing) {
    return new Parameters(
        timing,
        STANDARD.blockLimits(),
        STANDARD.maxValidity(),
        STANDARD.fees(),
        STANDARD.keptViews(),
        STANDARD.keptEpochs(),
        false);
  }

  private static Parameters with(BlockLimits limits, Duration maxValidity, Fees fees) {
    return new Parameters(
        STANDARD.timing(),
        limits,
        maxValidity,
        fees,
        STANDARD.keptViews(),
        STANDARD.keptEpochs(),
        false);
  }

  private static Parameters kept(int views, int epochs) {
    return new Parameters(
        STANDARD.timing(),
        STANDARD.blockLimits(),
        STANDARD.maxValidity(),
        STANDARD.fees(),
        views,
        epochs,
        false);
  }
}
