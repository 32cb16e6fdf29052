package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.node.ExitCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPlanTest {

  @Test
  void givesEveryNodeTenPorts() {
    NetworkPlan plan = new NetworkPlan(4, 1, 9000, "s");

    assertEquals(List.of(1, 2, 3, 4, 5), plan.indexes());
    assertEquals(9000, plan.httpPort(1));
    assertEquals(9001, plan.peerPort(1));
    assertEquals(9041, plan.peerPort(5));
    assertEquals("http://127.0.0.1:9040", plan.url(5));
    assertTrue(plan.isValidator(4));
    assertFalse(plan.isValidator(5));
  }

  @ParameterizedTest
  @CsvSource({"1,1,0", "2,2,0", "3,3,0", "4,3,1", "6,5,1", "7,5,2", "10,7,3", "16,11,5"})
  void aQuorumIsMoreThanTwoThirds(int validators, int quorum, int faults) {
    NetworkPlan plan = new NetworkPlan(validators, 0, 9000, "s");

    assertEquals(quorum, plan.quorum());
    assertEquals(faults, plan.toleratedFaults());
    assertTrue(3 * plan.quorum() > 2 * validators);
    assertTrue(validators - plan.toleratedFaults() >= plan.quorum());
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,8640",
    "17,0,8640",
    "-1,0,8640",
    "4,-1,8640",
    "4,17,8640",
    "4,0,1023",
    "4,0,65505"
  })
  void refusesWhatIsTooSmallOrTooLarge(int validators, int observers, int portBase) {
    NetException refusal =
        assertThrows(
            NetException.class, () -> new NetworkPlan(validators, observers, portBase, "s"));

    assertEquals(ExitCode.USAGE, refusal.exitCode());
    assertFalse(refusal.hint().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "é", "a/b", "../x", "%s", "\u0000"})
  void refusesASeedThatCannotBePartOfAName(String seed) {
    NetException refusal =
        assertThrows(NetException.class, () -> new NetworkPlan(4, 0, 9000, seed));

    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void aSeedIsAsLongAsTheChainsNameAllows() {
    String longest = "demo-" + "x".repeat(43);

    assertEquals(longest, new NetworkPlan(4, 0, 9000, longest).seed());
    assertThrows(NetException.class, () -> new NetworkPlan(4, 0, 9000, longest + "x"));
  }

  @Test
  void takesTheHighestPortsThereAre() {
    NetworkPlan plan = new NetworkPlan(4, 0, 65_504, "s");

    assertEquals(65_535, plan.peerPort(4));
  }

  @Test
  void unsaidOptionsAreFourValidatorsAndARandomSeed() {
    NetworkPlan plan = new PlanOptions().plan();

    assertEquals(4, plan.validators());
    assertEquals(0, plan.observers());
    assertEquals(NetworkPlan.DEFAULT_PORT_BASE, plan.portBase());
    assertTrue(plan.seed().matches("[0-9a-f]{8}"), plan.seed());
  }

  @Test
  void unsaidOptionsFitEveryNetworkAndSaidOnesOnlyTheirOwn() {
    NetworkPlan there = new NetworkPlan(7, 2, 9000, "s");
    PlanOptions options = new PlanOptions();
    assertTrue(options.fits(there));

    options.validators = Optional.of(7);
    options.observers = Optional.of(2);
    options.portBase = Optional.of(9000);
    options.seed = Optional.of("s");
    assertTrue(options.fits(there));
    assertEquals(there, options.plan());

    options.seed = Optional.of("t");
    assertFalse(options.fits(there));
    options.seed = Optional.empty();
    options.validators = Optional.of(4);
    assertFalse(options.fits(there));
  }
}
