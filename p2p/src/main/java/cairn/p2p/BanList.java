package cairn.p2p;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The nodes that are kept out for a time, because they broke a rule that no honest node breaks.
///
/// Bounded: when it is full, the oldest ban is lifted. Confined to one thread.
public final class BanList {
  private static final int CAPACITY = 4_096;

  private final Map<NodeId, Long> untilNanos = new LinkedHashMap<>();
  private final Duration term;

  public BanList(Duration term) {
    this.term = term;
  }

  public void ban(NodeId node, long nowNanos) {
    untilNanos.remove(node);
    if (untilNanos.size() >= CAPACITY) {
      Iterator<NodeId> oldest = untilNanos.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    untilNanos.put(node, nowNanos + term.toNanos());
  }

  public boolean isBanned(NodeId node, long nowNanos) {
    Long until = untilNanos.get(node);
    if (until == null) {
      return false;
    }
    if (nowNanos - until >= 0) {
      untilNanos.remove(node);
      return false;
    }
    return true;
  }

  /// How many are banned, after forgetting the bans that are over.
  public int size(long nowNanos) {
    untilNanos.values().removeIf(until -> nowNanos - until >= 0);
    return untilNanos.size();
  }
}
