package cairn.node;

import java.util.ArrayDeque;
import java.util.Deque;

/// The parts of a process in the order in which they were opened; they are closed in the opposite
/// one, also if one of them fails. Not thread-safe.
final class OpenParts {
  private final Deque<Part> parts = new ArrayDeque<>();

  /// Ends a part; false if it would not end, and so what it rests on must not be closed.
  interface Part {
    boolean end();
  }

  void add(Runnable close) {
    addUser(() -> {
      close.run();
      return true;
    });
  }

  /// A part that may outlive its end, such as a thread in a slow write, and goes on using what was
  /// opened before it.
  void addUser(Part part) {
    parts.push(part);
  }

  /// Whether everything is closed. Otherwise what is left is for the end of the process to close,
  /// which to the files is a crash.
  boolean close() {
    boolean goesOn = true;
    while (goesOn && !parts.isEmpty()) {
      Part part = parts.pop();
      boolean hasFailed = true;
      try {
        goesOn = part.end();
        hasFailed = false;
      } finally {
        if (hasFailed) {
          close();
        }
      }
    }
    return parts.isEmpty() && goesOn;
  }
}
