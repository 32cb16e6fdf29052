package cairn.consensus;

import java.util.SplittableRandom;

/// What goes wrong in one simulation, drawn from its seed: each kind of fault is off, low or high.
///
/// @param traitors validators that equivocate; always less than a third
/// @param lossPercent of messages between nodes
/// @param meanDelayMillis of messages; delays are exponential, so that messages overtake each other
/// @param crashesPerMinute of each node, at any write to its disk or between events
/// @param crashAllPerMinute of all nodes at once
/// @param partitionsPerMinute each lasts some seconds, symmetric or in one direction
record SimulationPlan(
    int validators,
    int traitors,
    int lossPercent,
    int duplicatePercent,
    int meanDelayMillis,
    int crashesPerMinute,
    int crashAllPerMinute,
    int partitionsPerMinute,
    int paymentsPerSecond,
    int faultySeconds) {
  /// The plan of a seed.
  static SimulationPlan of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int validators = random.nextInt(4, 8);
    return new SimulationPlan(
        validators,
        random.nextInt(3) == 0 ? (validators - 1) / 3 : 0,
        level(random, 3, 20),
        level(random, 5, 30),
        random.nextInt(1, 40) + level(random, 0, 120),
        level(random, 2, 12),
        level(random, 1, 4),
        level(random, 2, 8),
        random.nextInt(1, 20),
        random.nextInt(20, 40));
  }

  /// Everything at once, high.
  static SimulationPlan worst(long seed) {
    SimulationPlan plan = of(seed);
    return new SimulationPlan(
        plan.validators,
        (plan.validators - 1) / 3,
        20,
        30,
        plan.meanDelayMillis,
        12,
        4,
        8,
        plan.paymentsPerSecond,
        plan.faultySeconds);
  }

  private static int level(SplittableRandom random, int low, int high) {
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> low;
      default -> high;
    };
  }
}
