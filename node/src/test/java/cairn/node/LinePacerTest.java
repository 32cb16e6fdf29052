package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LinePacerTest {
  private final ManualClock clock = new ManualClock(0);
  private final LinePacer<String> pacer = new LinePacer<>(clock, Duration.ofMinutes(1));

  @Test
  void letsOneLineASourceThroughInEachIntervalAndTellsHowManyItLeftOut() {
    assertEquals(OptionalLong.of(0), pacer.next("a"));
    assertEquals(OptionalLong.of(0), pacer.next("b"));
    assertEquals(OptionalLong.empty(), pacer.next("a"));
    clock.advance(Duration.ofSeconds(59));
    assertEquals(OptionalLong.empty(), pacer.next("a"));

    clock.advance(Duration.ofSeconds(1));

    assertEquals(OptionalLong.of(2), pacer.next("a"));
    assertEquals(OptionalLong.empty(), pacer.next("a"));
  }
}
