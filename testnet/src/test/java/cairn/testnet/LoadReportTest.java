package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.TransactionId;
import cairn.node.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// [LoadPlan], [LoadTally] and [LoadReport].
class LoadReportTest {
  private static final long MILLI = 1_000_000;

  @Test
  void jsonHasTheFieldsThatProgramsRead() {
    Map<TransactionId, Long> told = new ConcurrentHashMap<>();
    LoadTally tally = new LoadTally(told::put);
    tally.offered(104);
    for (int i = 1; i <= 100; i++) {
      tally.finished(id(i), 7, 0, i * MILLI);
    }
    tally.rejected("NONCE_TAKEN");
    tally.expired("EXPIRED");
    tally.notAccepted("MEMPOOL_FULL");

    ObjectNode json = tally.report(2.0, 4.0).toJson();

    assertEquals(52.0, json.path("offeredPerSecond").asDouble());
    assertEquals(25.0, json.path("finalPerSecond").asDouble());
    assertEquals(100, json.path("final").asLong());
    assertEquals(1, json.path("rejected").asLong());
    assertEquals(1, json.path("expired").asLong());
    assertEquals(1, json.path("notAccepted").asLong());
    assertEquals(1, json.path("open").asLong());
    assertEquals(1, json.path("reasons").path("rejected: NONCE_TAKEN").asLong());
    assertEquals(
        List.of("p50", "p90", "p99", "max"),
        List.copyOf(json.path("latencyMillis").propertyNames()));
    assertEquals(50, json.path("latencyMillis").path("p50").asDouble(), 0.5);
    assertEquals(90, json.path("latencyMillis").path("p90").asDouble(), 0.5);
    assertEquals(100, json.path("latencyMillis").path("max").asDouble(), 0.5);
    assertEquals(100, told.size());
    assertEquals(7L, told.get(id(1)));
  }

  @Test
  void aLoadWithoutAnyEndHasAReportToo() {
    LoadTally tally = new LoadTally((_, _) -> {});
    tally.offered(3);

    LoadReport report = tally.report(1.0, 1.0);

    assertEquals(3, report.open());
    assertFalse(report.toJson().has("latencyMillis"), "there is no latency to tell");
    assertFalse(String.join(" ", report.lines()).contains("latency"));
    assertTrue(report.lines().getFirst().startsWith("offered   3 transfers"));
  }

  @Test
  void latencyCountsFromWhenATransferWasDueNotFromWhenItWasSent() {
    LoadTally tally = new LoadTally((_, _) -> {});
    tally.offered(1);
    tally.finished(id(1), 1, 10 * MILLI, 510 * MILLI);

    assertEquals(
        500, tally.report(1, 1).toJson().path("latencyMillis").path("p50").asDouble(), 1.0);
  }

  @ParameterizedTest
  @CsvSource({"-1,10,10", "1000001,10,10", "1,0,10", "1,-1,10", "1,700000,10", "1,10,1"})
  void refusesALoadThatIsNone(int rate, int seconds, int accounts) {
    NetException refusal =
        assertThrows(
            NetException.class, () -> new LoadPlan(rate, Duration.ofSeconds(seconds), accounts));

    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void noLoadIsOfferedWithoutAQuorum() {
    NetworkPlan plan = new NetworkPlan(4, 2, 9000, "s");

    NetException refusal =
        assertThrows(
            NetException.class, () -> LoadCommand.requireQuorum(plan, List.of(1, 2, 5, 6)));

    assertEquals(ExitCode.UNHEALTHY, refusal.exitCode());
    assertTrue(refusal.text().startsWith("2 of 4 validators run (quorum 3): no block can"));
    LoadCommand.requireQuorum(plan, List.of(1, 2, 4));
  }

  private static TransactionId id(int number) {
    return new TransactionId(Hash.tagged("test", new byte[] {(byte) number}));
  }
}
