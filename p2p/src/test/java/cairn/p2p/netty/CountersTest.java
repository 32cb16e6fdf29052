package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.NetworkStatistics;
import org.junit.jupiter.api.Test;

class CountersTest {
  @Test
  void countsEveryOffenceInBoundedMemoryHoweverManyNamesTheRulesHave() {
    Counters counters = new Counters();

    for (int i = 0; i < 10 * Counters.MAX_RULES; i++) {
      counters.ended(Disconnection.here(DisconnectReason.OFFENCE, "rule " + i));
      counters.ended(Disconnection.here(DisconnectReason.OFFENCE, "rule 1"));
    }

    NetworkStatistics counted = counters.snapshot();
    assertEquals(Counters.MAX_RULES + 1, counted.offences().size());
    assertEquals(1 + 10L * Counters.MAX_RULES, counted.offences().get("rule 1"));
    assertEquals(
        20L * Counters.MAX_RULES,
        counted.offences().values().stream().mapToLong(Long::longValue).sum());
  }
}
