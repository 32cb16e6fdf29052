package cairn.node;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// First-in-first-out queues, one a source, each with the same bound: a source that sends too much
/// loses its own oldest elements and nobody else's, and every loss is counted. Not thread-safe.
final class SourceQueues<S, E> {
  private final int bound;
  private final Map<S, ArrayDeque<E>> queues = new LinkedHashMap<>();
  private int size;
  private long dropped;

  SourceQueues(int bound) {
    this.bound = bound;
  }

  void add(S source, E element) {
    ArrayDeque<E> queue = queues.computeIfAbsent(source, _ -> new ArrayDeque<>());
    if (queue.size() >= bound) {
      queue.removeFirst();
      size--;
      dropped++;
    }
    queue.addLast(element);
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  long dropped() {
    return dropped;
  }

  /// Takes everything out, a source at a time.
  void drainTo(Consumer<E> consumer) {
    for (ArrayDeque<E> queue : queues.values()) {
      queue.forEach(consumer);
    }
    queues.clear();
    size = 0;
  }

  /// Takes one element of the source that waited longest for its turn; call only if not empty.
  E removeNext() {
    Map.Entry<S, ArrayDeque<E>> first = queues.entrySet().iterator().next();
    ArrayDeque<E> queue = first.getValue();
    E element = queue.removeFirst();
    size--;
    queues.remove(first.getKey());
    if (!queue.isEmpty()) {
      queues.put(first.getKey(), queue);
    }
    return element;
  }
}
