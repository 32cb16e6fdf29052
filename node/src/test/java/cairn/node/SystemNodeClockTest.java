package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SystemNodeClockTest {
  private final BlockingQueue<String> sentences = new LinkedBlockingQueue<>();

  @Test
  void aTimerThatFailsStopsTheNode() throws InterruptedException {
    try (var clock = SystemNodeClock.start(new FailStop(sentences::add))) {
      clock.schedule(
          Duration.ZERO,
          () -> {
            throw new IllegalStateException("a bug");
          });

      assertEquals(
          "The thread cairn-clock failed (java.lang.IllegalStateException: a bug): this node"
              + " stops.",
          sentences.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aTimerThatNobodyLivesToSeeIsATimerLikeAnother() {
    var hasRun = new AtomicBoolean();
    try (var clock = SystemNodeClock.start(new FailStop(sentences::add))) {
      clock.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> hasRun.set(true)).cancel();
    }

    assertTrue(sentences.isEmpty());
    assertEquals(false, hasRun.get());
  }

  @Test
  void aClosedClockTakesNoTimerAndComplainsToNobody() {
    var hasRun = new AtomicBoolean();
    var clock = SystemNodeClock.start(new FailStop(sentences::add));
    clock.close();

    clock.schedule(Duration.ZERO, () -> hasRun.set(true)).cancel();

    assertTrue(sentences.isEmpty());
    assertEquals(false, hasRun.get());
  }
}
