package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who gives way when half-received frames take too much memory.
class FrameMemoryTest {
  private final FrameMemory memory = new FrameMemory(100);

  @Test
  void nobodyGoesWhileThereIsRoom() {
    assertEquals(Optional.empty(), memory.holds(1, 60, 10));
    assertEquals(Optional.empty(), memory.holds(2, 40, 20));
    assertEquals(100, memory.held());
  }

  @Test
  void theConnectionWhoseFrameBeganFirstGoes() {
    memory.holds(1, 60, 10);
    memory.holds(2, 30, 5);

    assertEquals(Optional.of(2L), memory.holds(3, 11, 20));
    assertEquals(71, memory.held());
  }

  @Test
  void itMayBeTheOneThatTookTheLast() {
    memory.holds(1, 60, 10);

    assertEquals(Optional.of(2L), memory.holds(2, 41, 5));
    assertEquals(60, memory.held());
  }

  @Test
  void manyThatHoldTheirFramesBackDoNotCostOneThatSends() {
    for (int i = 1; i <= 10; i++) {
      memory.holds(i, 10, i);
    }

    for (int part = 1; part <= 9; part++) {
      assertEquals(Optional.of((long) part), memory.holds(99, 10L * part, 50));
    }
    assertEquals(Optional.empty(), memory.holds(99, 0, 60));
    assertEquals(10, memory.held());
  }

  @Test
  void whatIsFinishedOrGoneCountsNoMore() {
    memory.holds(1, 60, 10);
    memory.holds(2, 40, 10);
    memory.holds(1, 0, 20);
    memory.left(2);
    memory.left(2);

    assertEquals(0, memory.held());
  }

  /// The clock of nanoseconds has no meaningful zero.
  @Test
  void theOldestIsFoundWhereTheClockOverflows() {
    memory.holds(1, 60, Long.MIN_VALUE + 5);
    memory.holds(2, 40, Long.MAX_VALUE - 5);

    assertEquals(Optional.of(2L), memory.holds(3, 1, Long.MIN_VALUE + 10));
  }
}
