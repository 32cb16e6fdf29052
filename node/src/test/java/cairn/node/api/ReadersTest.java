package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.DiskException;
import cairn.ledger.store.StoreException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadersTest {
  private final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
  private final Readers readers = new Readers(1, new Faults((_, fault) -> fatal.add(fault)));

  private void failWith(RuntimeException fault) throws Exception {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    readers.execute(
        () -> {
          throw fault;
        },
        () -> answered.complete(true));
    answered.get(10, TimeUnit.SECONDS);
  }

  @Test
  void endsTheNodeOnWhatItsStoreOrDiskCannotRead() throws Exception {
    StoreException damaged = new StoreException("The store is damaged.");
    DiskException broken = new DiskException("read", "ledger/000001.sst", "input/output error");

    failWith(damaged);
    failWith(broken);

    assertEquals(List.of(damaged, broken), List.copyOf(fatal));
  }

  @Test
  void goesOnAfterABug() throws Exception {
    failWith(new IllegalStateException("a bug"));

    assertTrue(fatal.isEmpty());
  }

  @Test
  void closesWhenTheLastReadHasEndedAndBeginsNoOther() throws Exception {
    CountDownLatch hasBegun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean hasEnded = new AtomicBoolean();
    AtomicBoolean hasOtherBegun = new AtomicBoolean();
    CompletableFuture<Boolean> endedBeforeClose = new CompletableFuture<>();
    readers.execute(
        () -> {
          hasBegun.countDown();
          awaitQuietly(mayEnd);
          hasEnded.set(true);
        },
        () -> {});
    assertTrue(hasBegun.await(10, TimeUnit.SECONDS));
    readers.execute(() -> hasOtherBegun.set(true), () -> {});

    Thread closing =
        Thread.ofPlatform()
            .start(() -> {
              readers.close();
              endedBeforeClose.complete(hasEnded.get());
            });
    while (closing.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    mayEnd.countDown();

    assertTrue(endedBeforeClose.get(10, TimeUnit.SECONDS));
    assertFalse(hasOtherBegun.get());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
