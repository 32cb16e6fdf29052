package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The numbers that all nodes of a network agree on: they stand in genesis, and in the state.
///
/// @param maxValidity how far after a block's timestamp a transaction's validUntil may lie
/// @param keptViews below the last final view, how many views' votes are still accepted (K)
/// @param keptEpochs how many past epochs' validator sets are kept, to judge evidence (E)
/// @param removesEquivocators whether a validator that is reported for equivocation is removed
public record Parameters(
    Timing timing,
    BlockLimits blockLimits,
    Duration maxValidity,
    Fees fees,
    int keptViews,
    int keptEpochs,
    boolean removesEquivocators) {
  private static final Duration HOUR = Duration.ofHours(1);

  /// The replica's timers, in whole milliseconds.
  public record Timing(
      Duration leaderTimeout,
      Duration notarizationTimeout,
      Duration retryInterval,
      Duration heartbeat,
      Duration minBlockInterval) {
    private Timing with(Parameter parameter, Duration value) {
      return new Timing(
          parameter == Parameter.LEADER_TIMEOUT ? value : leaderTimeout,
          parameter == Parameter.NOTARIZATION_TIMEOUT ? value : notarizationTimeout,
          parameter == Parameter.RETRY_INTERVAL ? value : retryInterval,
          parameter == Parameter.HEARTBEAT ? value : heartbeat,
          parameter == Parameter.MIN_BLOCK_INTERVAL ? value : minBlockInterval);
    }
  }

  /// What a block may hold: the bytes of its full encoding, and operations.
  public record BlockLimits(int bytes, int operations) {
    /// A block has always room for one transaction of the largest kind, however far it is shrunk.
    public static final int LEAST_BYTES = Transaction.MAX_BYTES + 4096;

    public static final int LEAST_OPERATIONS = TransactionBody.MAX_OPERATIONS;

    private BlockLimits with(Parameter parameter, long value) {
      int count = (int) Math.min(value, Integer.MAX_VALUE);
      return new BlockLimits(
          parameter == Parameter.BLOCK_BYTES ? count : bytes,
          parameter == Parameter.BLOCK_OPERATIONS ? count : operations);
    }

    /// The limits halved `shift` times, but never so small that a transaction could not get in.
    public BlockLimits shrunk(int shift) {
      return new BlockLimits(
          Math.max(bytes >> shift, LEAST_BYTES), Math.max(operations >> shift, LEAST_OPERATIONS));
    }
  }

  /// What a transaction must pay at least, and what a new state entry reserves.
  public record Fees(Amount base, Amount perOperation, Amount perByte, Amount deposit) {
    /// Each fee is at most 2^40 base units, so that a least fee never overflows.
    public static final Amount MOST = new Amount(1L << 40);

    private Fees with(Parameter parameter, Amount value) {
      return new Fees(
          parameter == Parameter.BASE_FEE ? value : base,
          parameter == Parameter.FEE_PER_OPERATION ? value : perOperation,
          parameter == Parameter.FEE_PER_BYTE ? value : perByte,
          parameter == Parameter.DEPOSIT ? value : deposit);
    }

    /// The least fee of a transaction of that size.
    public Amount least(int operations, int bytes) {
      return new Amount(base.units() + perOperation.units() * operations + perByte.units() * bytes);
    }

    private boolean areFree() {
      return Amount.ZERO.equals(base)
          && Amount.ZERO.equals(perOperation)
          && Amount.ZERO.equals(perByte);
    }

    public Amount least(Transaction transaction) {
      return least(transaction.body().operations().size(), transaction.size());
    }
  }

  /// The defaults for networks between machines.
  public static Parameters standard() {
    return of(
        new Timing(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ZERO));
  }

  /// The defaults for a network on one machine: shorter time-outs.
  public static Parameters localNetwork() {
    return of(
        new Timing(
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            Duration.ZERO));
  }

  private static Parameters of(Timing timing) {
    return new Parameters(
        timing,
        new BlockLimits(4 * 1024 * 1024, 10_000),
        Duration.ofHours(24),
        new Fees(new Amount(500), new Amount(200), new Amount(1), Amount.ZERO),
        64,
        256,
        false);
  }

  /// These with another value of one of them, in milliseconds, base units or a count.
  Parameters with(Parameter parameter, long value) {
    return switch (parameter) {
      case LEADER_TIMEOUT, NOTARIZATION_TIMEOUT, RETRY_INTERVAL, HEARTBEAT, MIN_BLOCK_INTERVAL ->
          with(timing.with(parameter, Duration.ofMillis(value)));
      case BLOCK_BYTES, BLOCK_OPERATIONS -> with(blockLimits.with(parameter, value));
      case MAX_VALIDITY ->
          new Parameters(
              timing,
              blockLimits,
              Duration.ofMillis(value),
              fees,
              keptViews,
              keptEpochs,
              removesEquivocators);
      case BASE_FEE, FEE_PER_OPERATION, FEE_PER_BYTE, DEPOSIT ->
          with(fees.with(parameter, new Amount(value)));
    };
  }

  private Parameters with(Timing other) {
    return new Parameters(
        other, blockLimits, maxValidity, fees, keptViews, keptEpochs, removesEquivocators);
  }

  private Parameters with(BlockLimits other) {
    return new Parameters(
        timing, other, maxValidity, fees, keptViews, keptEpochs, removesEquivocators);
  }

  private Parameters with(Fees other) {
    return new Parameters(
        timing, blockLimits, maxValidity, other, keptViews, keptEpochs, removesEquivocators);
  }

  /// The rules that these numbers break, one sentence each; empty if they are sound.
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    positive(problems, "leaderTimeout", timing.leaderTimeout());
    positive(problems, "notarizationTimeout", timing.notarizationTimeout());
    positive(problems, "retryInterval", timing.retryInterval());
    positive(problems, "heartbeat", timing.heartbeat());
    range(problems, "minBlockInterval", timing.minBlockInterval(), Duration.ZERO, HOUR);
    range(problems, "maxValidity", maxValidity, Duration.ofSeconds(1), Duration.ofDays(366));
    range(
        problems,
        "block limit in bytes",
        blockLimits.bytes(),
        BlockLimits.LEAST_BYTES,
        Block.MAX_BYTES);
    range(
        problems,
        "block limit in operations",
        blockLimits.operations(),
        BlockLimits.LEAST_OPERATIONS,
        1_000_000);
    bounded(problems, "base fee", fees.base());
    bounded(problems, "fee per operation", fees.perOperation());
    bounded(problems, "fee per byte", fees.perByte());
    bounded(problems, "deposit", fees.deposit());
    if (fees.areFree() && !fees.deposit().equals(Amount.ZERO)) {
      problems.add(
          "All fees are 0 and the deposit is "
              + fees.deposit()
              + " base units; with a deposit one of the fees must be above 0, or accounts without"
              + " anything could make entries for nothing.");
    }
    range(problems, "keptViews", keptViews, 2, 4096);
    range(problems, "keptEpochs", keptEpochs, 1, 65_535);
    return problems;
  }

  public static Parameters decode(byte[] entry) {
    return BcsReader.decode(entry, Parameters::read);
  }

  public static Parameters read(BcsReader reader) {
    return new Parameters(
        new Timing(
            duration(reader),
            duration(reader),
            duration(reader),
            duration(reader),
            duration(reader)),
        new BlockLimits(count(reader), count(reader)),
        duration(reader),
        new Fees(
            Amount.read(reader), Amount.read(reader), Amount.read(reader), Amount.read(reader)),
        count(reader),
        count(reader),
        reader.bool());
  }

  public void write(BcsWriter writer) {
    writer.u64(timing.leaderTimeout().toMillis());
    writer.u64(timing.notarizationTimeout().toMillis());
    writer.u64(timing.retryInterval().toMillis());
    writer.u64(timing.heartbeat().toMillis());
    writer.u64(timing.minBlockInterval().toMillis());
    writer.u32(blockLimits.bytes()).u32(blockLimits.operations());
    writer.u64(maxValidity.toMillis());
    fees.base().write(writer);
    fees.perOperation().write(writer);
    fees.perByte().write(writer);
    fees.deposit().write(writer);
    writer.u32(keptViews).u32(keptEpochs).bool(removesEquivocators);
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter();
    write(writer);
    return writer.toByteArray();
  }

  private static Duration duration(BcsReader reader) {
    return Duration.ofMillis(reader.count64());
  }

  private static int count(BcsReader reader) {
    long value = reader.u32();
    if (value > Integer.MAX_VALUE) {
      throw new MalformedException("count above 2^31-1");
    }
    return (int) value;
  }

  private static void positive(List<String> problems, String name, Duration value) {
    range(problems, name, value, Duration.ofMillis(1), HOUR);
  }

  private static void range(
      List<String> problems, String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      problems.add(
          "The "
              + name
              + " is "
              + value.toMillis()
              + " ms; it must be "
              + least.toMillis()
              + " to "
              + most.toMillis()
              + " ms.");
    }
  }

  private static void range(List<String> problems, String name, int value, int least, int most) {
    if (value < least || value > most) {
      problems.add("The " + name + " is " + value + "; it must be " + least + " to " + most + ".");
    }
  }

  private static void bounded(List<String> problems, String name, Amount value) {
    if (Fees.MOST.isLessThan(value)) {
      problems.add(
          "The " + name + " is " + value + " base units; it must be at most " + Fees.MOST + ".");
    }
  }
}
