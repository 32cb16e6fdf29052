package cairn.node;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/// An executor whose tasks wait until a test runs them, on its own thread, in order.
final class ManualExecutor implements Executor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /// Runs all that waits, and what that brings.
  void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  boolean isIdle() {
    return tasks.isEmpty();
  }
}
