package cairn.p2p.netty;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/// Gives a bug to its thread's handler of uncaught exceptions, where the node stops for it. Netty
/// would log it and go on, or keep it in a future that nobody asks.
final class FailFast {
  private FailFast() {}

  /// Daemon threads of this name, whose bugs `onBug` hears.
  static ThreadFactory threads(String name, Thread.UncaughtExceptionHandler onBug) {
    return new DefaultThreadFactory(name, true) {
      @Override
      protected Thread newThread(Runnable task, String numbered) {
        Thread thread = super.newThread(task, numbered);
        thread.setUncaughtExceptionHandler(onBug);
        return thread;
      }
    };
  }

  /// The same task for an event loop, which must not be the end of what it throws.
  static Runnable task(Runnable task) {
    return () -> run(task);
  }

  static void run(Runnable task) {
    call(() -> {
      task.run();
      return true;
    });
  }

  static <T> T call(Supplier<T> task) {
    try {
      return task.get();
    } catch (RuntimeException | Error bug) {
      report(bug);
      throw bug;
    }
  }

  static void report(Throwable bug) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
  }
}
