package cairn.node;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a node that must not go on: the first reason is told once, and wins. Thread-safe.
public final class FailStop {
  private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);

  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final Consumer<String> listener;

  /// @param listener told the sentence, once; it must stop the node without waiting for it
  public FailStop(Consumer<String> listener) {
    this.listener = listener;
  }

  /// Stops the node. `recentEvents` go to the log.
  public void stop(String sentence, List<String> recentEvents) {
    if (isStopped.compareAndSet(false, true)) {
      LOG.error("{}", sentence);
      recentEvents.forEach(event -> LOG.error("recent: {}", event));
      listener.accept(sentence);
    }
  }

  /// As [#stop], for a fault that is a bug of this program's or of the machine: its trace is
  /// logged.
  public void stop(String sentence, Throwable fault) {
    LOG.error("{}", sentence, fault);
    stop(sentence, List.of());
  }

  /// Where a thread's uncaught fault ends.
  public Thread.UncaughtExceptionHandler asHandler() {
    return (thread, fault) ->
        stop("The thread " + thread.getName() + " failed (" + fault + "): this node stops.", fault);
  }
}
