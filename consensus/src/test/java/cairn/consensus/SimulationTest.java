package cairn.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Networks of replicas in virtual time, under every kind of fault. A failure names its seed; run
/// one alone with `-Dseed=N`.
class SimulationTest {
  private static final long SEEDS = Boolean.getBoolean("cairn.full") ? 2_000 : 170;
  private static final long WORST_SEEDS = Boolean.getBoolean("cairn.full") ? 500 : 30;

  @Test
  void staysSafeAndComesBackToLifeUnderRandomFaults() {
    LongStream seeds =
        Long.getLong("seed") != null
            ? LongStream.of(Long.getLong("seed"))
            : LongStream.range(0, SEEDS);

    long height = seeds.map(seed -> Simulation.run(seed, SimulationPlan.of(seed)).height()).sum();

    assertTrue(height > 0);
  }

  @Test
  void staysSafeAndComesBackToLifeUnderAllFaultsAtOnce() {
    for (long seed = 10_000; seed < 10_000 + WORST_SEEDS; seed++) {
      assertTrue(Simulation.run(seed, SimulationPlan.worst(seed)).height() > 0);
    }
  }

  @Test
  void runsTheSameWayTwiceFromOneSeed() {
    for (long seed = 20_000; seed < 20_003; seed++) {
      Simulation.Outcome first = Simulation.run(seed, SimulationPlan.worst(seed));
      Simulation.Outcome second = Simulation.run(seed, SimulationPlan.worst(seed));

      assertEquals(first, second, "seed " + seed);
    }
  }
}
