package cairn.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Networks of replicas in virtual time, under every kind of fault. A failure names its seed and
/// plan; run it alone with the `-Dseed=N -Dplan=random` or `-Dplan=worst` that it names.
class SimulationTest {
  private static final long SEEDS = Boolean.getBoolean("cairn.full") ? 2_000 : 170;
  private static final long WORST_SEEDS = Boolean.getBoolean("cairn.full") ? 500 : 30;

  @Test
  void staysSafeAndComesBackToLifeUnderRandomFaults() {
    for (long seed : seeds("random", 0, SEEDS)) {
      assertTrue(Simulation.run(seed, SimulationPlan.of(seed)).height() > 0);
    }
  }

  @Test
  void staysSafeAndComesBackToLifeUnderAllFaultsAtOnce() {
    for (long seed : seeds("worst", 10_000, WORST_SEEDS)) {
      assertTrue(Simulation.run(seed, SimulationPlan.worst(seed)).height() > 0);
    }
  }

  @Test
  void aFailureNamesTheSettingsThatRunItAgain() {
    assertEquals("-Dseed=7 -Dplan=random", Simulation.settings(7, SimulationPlan.of(7)));
    assertEquals("-Dseed=7 -Dplan=worst", Simulation.settings(7, SimulationPlan.worst(7)));
  }

  @Test
  void runsTheSameWayTwiceFromOneSeed() {
    for (long seed = 20_000; seed < 20_003; seed++) {
      Simulation.Outcome first = Simulation.run(seed, SimulationPlan.worst(seed));
      Simulation.Outcome second = Simulation.run(seed, SimulationPlan.worst(seed));

      assertEquals(first, second, "seed " + seed);
    }
  }

  /// All seeds of a test, or the one that was asked for if it was asked for with this plan.
  private static long[] seeds(String plan, long first, long count) {
    Long seed = Long.getLong("seed");
    if (seed == null) {
      return LongStream.range(first, first + count).toArray();
    }
    return System.getProperty("plan", "random").equals(plan) ? new long[] {seed} : new long[0];
  }
}
