package cairn.p2p;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How much memory the half-received frames of all connections hold, and who has to give way when
/// it is too much: the connection whose unfinished frame began first. Whoever really sends is done
/// soon, so many connections that each hold back the end of a frame lose them, and nobody else's.
///
/// Connections are told apart by their numbers. Confined to one thread.
public final class FrameMemory {
  /// Two frames of the greatest length and more, or the blocks that ten peers send at once.
  public static final long MAX_BYTES = 40L << 20;

  private final long most;
  private final Map<Long, Share> shares = new HashMap<>();
  private long held;

  private record Share(long bytes, long sinceNanos) {}

  public FrameMemory(long most) {
    this.most = most;
  }

  /// Takes note of what a connection holds. Returns the connection that must end for it, if any;
  /// its memory counts as given back.
  ///
  /// @param sinceNanos when the oldest frame of which it holds a part began
  public Optional<Long> holds(long connection, long bytes, long sinceNanos) {
    left(connection);
    if (bytes > 0) {
      shares.put(connection, new Share(bytes, sinceNanos));
      held += bytes;
    }
    if (held <= most) {
      return Optional.empty();
    }
    Optional<Long> oldest =
        shares.entrySet().stream()
            .min(Comparator.comparingLong(share -> share.getValue().sinceNanos() - sinceNanos))
            .map(Map.Entry::getKey);
    oldest.ifPresent(this::left);
    return oldest;
  }

  /// A connection has ended.
  public void left(long connection) {
    Share share = shares.remove(connection);
    held -= share == null ? 0 : share.bytes();
  }

  public long held() {
    return held;
  }
}
