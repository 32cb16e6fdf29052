package cairn.node;

import cairn.ledger.Height;
import cairn.node.api.ChainHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Who waits for which height. Thread-safe; callbacks run on the thread that brings the news,
/// outside the lock.
final class HeadWaiters {
  private final NodeClock clock;
  private final Supplier<ChainHead> head;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(Comparator.comparing((Waiter waiter) -> waiter.least));

  /// @param head the newest final block
  HeadWaiters(NodeClock clock, Supplier<ChainHead> head) {
    this.clock = clock;
    this.head = head;
  }

  /// A wait: called back once, unless it is given up before.
  final class Waiter {
    private final Height least;
    private final Consumer<ChainHead> answer;
    private NodeClock.Alarm alarm = () -> {};

    private Waiter(Height least, Consumer<ChainHead> answer) {
      this.least = least;
      this.answer = answer;
    }

    void giveUp() {
      remove(this);
    }

    private void answerNow() {
      if (remove(this)) {
        answer.accept(head.get());
      }
    }
  }

  /// Calls `answer` when the head is at least that high, or after `atMost`.
  Waiter add(Height least, Duration atMost, Consumer<ChainHead> answer) {
    Waiter waiter = new Waiter(least, answer);
    lock.lock();
    try {
      waiting.add(waiter);
      waiter.alarm = clock.schedule(atMost, waiter::answerNow);
    } finally {
      lock.unlock();
    }
    if (!head.get().height().isBefore(least)) {
      waiter.answerNow();
    }
    return waiter;
  }

  void reached(ChainHead now) {
    List<Waiter> told = new ArrayList<>();
    lock.lock();
    try {
      while (!waiting.isEmpty() && !waiting.peek().least.isAfter(now.height())) {
        told.add(waiting.remove());
      }
    } finally {
      lock.unlock();
    }
    for (Waiter waiter : told) {
      waiter.alarm.cancel();
      waiter.answer.accept(now);
    }
  }

  private boolean remove(Waiter waiter) {
    lock.lock();
    try {
      waiter.alarm.cancel();
      return waiting.remove(waiter);
    } finally {
      lock.unlock();
    }
  }
}
