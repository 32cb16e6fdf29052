package cairn.node;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// First-in-first-out queues, one a source, each with the same bounds, in elements and in bytes: a
/// source that sends too much loses its own elements and nobody else's, and every loss is counted.
/// The oldest go for a newer one ([#add]), or the newest is refused ([#offer]). Not thread-safe.
final class SourceQueues<S, E> {
  private final int bound;
  private final long byteBound;
  private final Map<S, Queue<E>> queues = new LinkedHashMap<>();
  private int size;
  private long bytes;
  private long dropped;

  private record Weighed<E>(E element, long bytes) {}

  private static final class Queue<E> {
    private final ArrayDeque<Weighed<E>> elements = new ArrayDeque<>();
    private long bytes;
  }

  SourceQueues(int bound) {
    this(bound, Long.MAX_VALUE);
  }

  /// @param bound of elements a source
  /// @param byteBound of bytes a source; one element has always room
  SourceQueues(int bound, long byteBound) {
    this.bound = bound;
    this.byteBound = byteBound;
  }

  void add(S source, E element) {
    add(source, element, 0);
  }

  /// Takes an element in, for which the source's oldest go where there is no room.
  void add(S source, E element, long weight) {
    Queue<E> queue = queues.computeIfAbsent(source, _ -> new Queue<>());
    while (!hasRoom(queue, weight)) {
      removeFirst(queue);
      dropped++;
    }
    addLast(queue, element, weight);
  }

  /// Takes an element in if there is room; returns whether it did.
  boolean offer(S source, E element, long weight) {
    Queue<E> queue = queues.computeIfAbsent(source, _ -> new Queue<>());
    if (!hasRoom(queue, weight)) {
      dropped++;
      return false;
    }
    addLast(queue, element, weight);
    return true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  long dropped() {
    return dropped;
  }

  /// Takes everything out, a source at a time.
  void drainTo(Consumer<E> consumer) {
    for (Queue<E> queue : queues.values()) {
      queue.elements.forEach(weighed -> consumer.accept(weighed.element()));
    }
    queues.clear();
    size = 0;
    bytes = 0;
  }

  /// Takes one element of the source that waited longest for its turn; call only if not empty.
  E removeNext() {
    Map.Entry<S, Queue<E>> first = queues.entrySet().iterator().next();
    Queue<E> queue = first.getValue();
    E element = removeFirst(queue);
    queues.remove(first.getKey());
    if (!queue.elements.isEmpty()) {
      queues.put(first.getKey(), queue);
    }
    return element;
  }

  private boolean hasRoom(Queue<E> queue, long weight) {
    return queue.elements.isEmpty()
        || (queue.elements.size() < bound && queue.bytes + weight <= byteBound);
  }

  private void addLast(Queue<E> queue, E element, long weight) {
    queue.elements.addLast(new Weighed<>(element, weight));
    queue.bytes += weight;
    bytes += weight;
    size++;
  }

  private E removeFirst(Queue<E> queue) {
    Weighed<E> first = queue.elements.removeFirst();
    queue.bytes -= first.bytes();
    bytes -= first.bytes();
    size--;
    return first.element();
  }
}
