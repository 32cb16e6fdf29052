package cairn.consensus;

import cairn.quorum.ValidatorId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// One seeded run: a while with faults, in which nothing unsafe may happen; then everything heals,
/// a last payment is made, and it must become final on every honest node, in silence otherwise.
final class Simulation {
  private static final long SETTLE_MILLIS = 90_000;

  private final long seed;
  private final SimulationPlan plan;
  private final SimulatedWorld world;
  private final SplittableRandom random;
  private long payments;

  private Simulation(long seed, SimulationPlan plan) {
    this.seed = seed;
    this.plan = plan;
    this.world = new SimulatedWorld(seed, plan);
    this.random = new SplittableRandom(~seed);
  }

  /// What a run came to.
  record Outcome(long trace, long events, long height, long certificates) {}

  /// Runs a seed; every failure names it.
  static Outcome run(long seed, SimulationPlan plan) {
    Simulation simulation = new Simulation(seed, plan);
    try {
      return simulation.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          settings(seed, plan)
              + " at "
              + simulation.world.nowMillis()
              + " ms with "
              + plan
              + ": "
              + e,
          e);
    }
  }

  /// What runs that seed with that plan alone, in [SimulationTest].
  static String settings(long seed, SimulationPlan plan) {
    String name = plan.equals(SimulationPlan.worst(seed)) ? "worst" : "random";
    return "-Dseed=" + seed + " -Dplan=" + name;
  }

  private Outcome run() {
    world.nodes().forEach(SimulatedNode::start);
    long end = plan.faultySeconds() * 1000L;
    schedulePayments(end);
    for (SimulatedNode node : world.nodes()) {
      scheduleCrashes(node, end);
    }
    repeat(plan.crashAllPerMinute(), end, () -> world.nodes().forEach(this::bounce));
    repeat(plan.partitionsPerMinute(), end, this::partition);
    world.runUntil(end);
    heal();
    long last = ++payments;
    world.honest().get(random.nextInt(world.honest().size())).pay(last);
    awaitPaid(last, end);
    return new Outcome(
        world.trace(), world.events(), world.oracle().height(), world.oracle().certificates());
  }

  private void awaitPaid(long payment, long end) {
    for (long now = end; now < end + SETTLE_MILLIS; now += 500) {
      world.runUntil(now);
      if (world.honest().stream().allMatch(node -> node.ledger().isPaid(payment))) {
        return;
      }
    }
    List<String> states =
        world.nodes().stream()
            .map(node -> node.ledger().height() + " " + node.isRunning() + " " + node.status())
            .toList();
    throw new AssertionError(
        "the last payment is not final everywhere after " + SETTLE_MILLIS + " ms: " + states);
  }

  private void heal() {
    world.heal();
    for (SimulatedNode node : world.nodes()) {
      node.crashAtWrite(-1);
      node.startIfDown();
    }
    for (int a = 0; a < plan.validators(); a++) {
      for (int b = 0; b < plan.validators(); b++) {
        if (a != b) {
          world.nodes().get(a).connect(new ValidatorId(b));
        }
      }
    }
  }

  private void schedulePayments(long end) {
    repeat(
        plan.paymentsPerSecond() * 60,
        end,
        () -> world.nodes().get(random.nextInt(plan.validators())).pay(++payments));
  }

  private void scheduleCrashes(SimulatedNode node, long end) {
    repeat(
        plan.crashesPerMinute(),
        end,
        () -> {
          if (random.nextBoolean()) {
            node.crashAtWrite(random.nextInt(20));
          } else {
            bounce(node);
          }
        });
  }

  private void bounce(SimulatedNode node) {
    node.crash();
    world.after(random.nextInt(20, 4000), node::startIfDown);
  }

  private void partition() {
    int size = plan.validators();
    boolean isOneWay = random.nextInt(3) == 0;
    List<Integer> side =
        IntStream.range(0, size).filter(_ -> random.nextBoolean()).boxed().toList();
    cut(side, isOneWay, true);
    world.after(
        random.nextInt(500, 8000),
        () -> {
          cut(side, isOneWay, false);
          for (int a : side) {
            IntStream.range(0, size)
                .filter(b -> !side.contains(b))
                .forEach(b -> {
                  world.nodes().get(a).connect(new ValidatorId(b));
                  world.nodes().get(b).connect(new ValidatorId(a));
                });
          }
        });
  }

  private void cut(List<Integer> side, boolean isOneWay, boolean isCut) {
    for (int a : side) {
      for (int b = 0; b < plan.validators(); b++) {
        if (!side.contains(b)) {
          world.cut(a, b, isCut);
          if (!isOneWay) {
            world.cut(b, a, isCut);
          }
        }
      }
    }
  }

  /// Does something at random times, so often a minute on average, until `end`.
  private void repeat(int perMinute, long end, Runnable action) {
    if (perMinute == 0) {
      return;
    }
    long next = 1 + (long) (-60_000.0 / perMinute * Math.log(1 - random.nextDouble()));
    world.after(
        next,
        () -> {
          if (world.nowMillis() < end) {
            action.run();
            repeat(perMinute, end, action);
          }
        });
  }
}
