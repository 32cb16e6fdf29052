package cairn.node.api;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes all connections hold together. Thread-safe.
final class HttpMemory {
  /// The most bytes of bodies that came and are not answered.
  static final long MAX_BODY_BYTES = 16 << 20;

  /// Of responses, from when they are made until they are sent.
  final AtomicLong unsentBytes = new AtomicLong();

  private final AtomicLong bodyBytes = new AtomicLong();

  /// Counts bytes of a body that came; false, and nothing is counted, where there is no room.
  boolean takeForBody(int bytes) {
    if (bodyBytes.addAndGet(bytes) > MAX_BODY_BYTES) {
      bodyBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void releaseBody(long bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
