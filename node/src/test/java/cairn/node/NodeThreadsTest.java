package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NodeThreadsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BlockingQueue<String> sentences = new LinkedBlockingQueue<>();
  private final NodeThreads.Platform platform =
      NodeThreads.Platform.start(1, new FailStop(sentences::add));

  @Test
  void finishesWhatWasBegunButInterruptsNobodyAndSaysWhatDidNotEnd() throws InterruptedException {
    CountDownLatch slowWrite = new CountDownLatch(1);
    CountDownLatch hasEnded = new CountDownLatch(1);
    var wasInterrupted = new AtomicBoolean();
    platform
        .threads()
        .consensus()
        .execute(() -> {
          try {
            slowWrite.await();
          } catch (InterruptedException e) {
            wasInterrupted.set(true);
          }
          hasEnded.countDown();
        });

    assertFalse(platform.stop(Duration.ofMillis(1)), "the consensus thread is at work");
    slowWrite.countDown();

    assertTrue(hasEnded.await(10, TimeUnit.SECONDS));
    assertTrue(platform.stop(PATIENCE));
    assertFalse(wasInterrupted.get());
  }

  @Test
  void aTaskThatFailsStopsTheNode() throws InterruptedException {
    platform
        .threads()
        .ledger()
        .execute(() -> {
          throw new AssertionError("a bug");
        });

    assertEquals(
        "The thread cairn-ledger0 failed (java.lang.AssertionError: a bug): this node stops.",
        sentences.poll(10, TimeUnit.SECONDS));
    assertTrue(platform.stop(PATIENCE));
  }
}
