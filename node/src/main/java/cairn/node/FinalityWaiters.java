package cairn.node;

import cairn.ledger.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Who waits for the end of which transaction. Nothing is polled: whoever learns of an end says so.
/// Thread-safe; callbacks run on the thread that brings the news, outside the lock.
final class FinalityWaiters {
  private final NodeClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<TransactionId, List<Waiter>> waiting = new HashMap<>();

  FinalityWaiters(NodeClock clock) {
    this.clock = clock;
  }

  /// A wait: called back once, unless it is given up before.
  final class Waiter {
    private final TransactionId id;
    private final Runnable answer;
    private NodeClock.Alarm alarm = () -> {};

    private Waiter(TransactionId id, Runnable answer) {
      this.id = id;
      this.answer = answer;
    }

    /// Gives the wait up; does nothing if it was answered.
    void giveUp() {
      remove(this);
    }

    /// Answers now, if it was not answered or given up.
    void answerNow() {
      if (remove(this)) {
        answer.run();
      }
    }
  }

  /// Calls `answer` when the transaction has come to an end, or after `atMost`; whichever is first.
  Waiter add(TransactionId id, Duration atMost, Runnable answer) {
    Waiter waiter = new Waiter(id, answer);
    lock.lock();
    try {
      waiting.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(waiter);
      waiter.alarm = clock.schedule(atMost, waiter::answerNow);
    } finally {
      lock.unlock();
    }
    return waiter;
  }

  /// Tells all who wait for one of these that it has come to an end.
  void ended(Iterable<TransactionId> ids) {
    List<Waiter> told = new ArrayList<>();
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        return;
      }
      for (TransactionId id : ids) {
        List<Waiter> waiters = waiting.remove(id);
        if (waiters != null) {
          told.addAll(waiters);
        }
      }
    } finally {
      lock.unlock();
    }
    for (Waiter waiter : told) {
      waiter.alarm.cancel();
      waiter.answer.run();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.values().stream().mapToInt(List::size).sum();
    } finally {
      lock.unlock();
    }
  }

  private boolean remove(Waiter waiter) {
    lock.lock();
    try {
      List<Waiter> waiters = waiting.get(waiter.id);
      if (waiters == null || !waiters.remove(waiter)) {
        return false;
      }
      if (waiters.isEmpty()) {
        waiting.remove(waiter.id);
      }
      waiter.alarm.cancel();
      return true;
    } finally {
      lock.unlock();
    }
  }
}
