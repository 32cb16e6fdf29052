package cairn.p2p;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which inbound connections are let in, before anything is known of them but their address.
///
/// Connections that have not finished their handshake are cheap to make, so they never keep out
/// others: over a cap, the oldest of them goes. Each connection from an address costs it a token
/// and each failed handshake several more, and without one it must wait, unless it is this
/// machine's own: a handshake is work for us. Confined to one thread; time is a parameter.
public final class Admission {
  private static final int VISITS_PER_SECOND = 4;
  private static final int VISITS_AT_ONCE = 64;
  private static final int VISITS_PER_FAILURE = 4;
  private static final int MAX_VISITORS = 4_096;

  private final PeerLimits.Connections limits;
  private final Map<Long, Origin> all = new HashMap<>();
  private final Map<Long, Origin> unauthenticated = new LinkedHashMap<>();
  private final Map<Origin, Integer> counts = new HashMap<>();
  private final Map<Origin, TokenBucket> visits = new LinkedHashMap<>();

  /// An IPv4 address, or an IPv6 /64: what one household or host can have as many of as it likes.
  private record Origin(int bits, long prefix) {
    static Origin of(InetAddress address) {
      byte[] bytes = address.getAddress();
      return address instanceof Inet6Address
          ? new Origin(64, ByteBuffer.wrap(bytes).getLong())
          : new Origin(32, ByteBuffer.wrap(bytes).getInt());
    }
  }

  /// What to do with a new connection.
  public sealed interface Verdict {
    /// Let it in, and close `instead`, an older one, if there is one.
    record Admitted(Optional<Long> instead) implements Verdict {}

    record Refused(String why) implements Verdict {}
  }

  public Admission(PeerLimits.Connections limits) {
    this.limits = limits;
  }

  /// Judges a new connection; if it is admitted it counts until [#left].
  public Verdict arrived(long connection, InetAddress from, long nowNanos) {
    Origin origin = Origin.of(from);
    if (!from.isLoopbackAddress() && !visits(origin, nowNanos).tryTake(nowNanos)) {
      return new Verdict.Refused("too often from this address");
    }
    Optional<Long> instead = Optional.empty();
    int most = from.isLoopbackAddress() ? limits.inboundPerLoopback() : limits.inboundPerAddress();
    if (counts.getOrDefault(origin, 0) >= most) {
      instead = oldest(origin);
      if (instead.isEmpty()) {
        return new Verdict.Refused("too many connections from this address");
      }
    } else if (unauthenticated.size() >= limits.unauthenticated()) {
      instead = unauthenticated.keySet().stream().findFirst();
    }
    instead.ifPresent(this::left);
    all.put(connection, origin);
    unauthenticated.put(connection, origin);
    counts.merge(origin, 1, Integer::sum);
    return new Verdict.Admitted(instead);
  }

  /// The connection finished its handshake.
  public void authenticated(long connection) {
    unauthenticated.remove(connection);
  }

  /// The connection ended. Outbound connections and those left before are ignored.
  public void left(long connection) {
    Origin origin = all.remove(connection);
    unauthenticated.remove(connection);
    if (origin != null) {
      counts.computeIfPresent(origin, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /// A handshake from this address failed by the other side's fault.
  public void failed(InetAddress from, long nowNanos) {
    TokenBucket bucket = visits(Origin.of(from), nowNanos);
    for (int i = 0; i < VISITS_PER_FAILURE; i++) {
      bucket.tryTake(nowNanos);
    }
  }

  /// Whether one more inbound peer may be established.
  public boolean hasRoom() {
    return all.size() - unauthenticated.size() < limits.inbound();
  }

  /// The bucket of an address, which becomes the last to be forgotten.
  private TokenBucket visits(Origin origin, long nowNanos) {
    TokenBucket bucket = visits.remove(origin);
    if (bucket == null) {
      bucket = new TokenBucket(VISITS_PER_SECOND, VISITS_AT_ONCE, nowNanos);
      if (visits.size() >= MAX_VISITORS) {
        Iterator<Origin> oldest = visits.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    }
    visits.put(origin, bucket);
    return bucket;
  }

  private Optional<Long> oldest(Origin origin) {
    return unauthenticated.entrySet().stream()
        .filter(entry -> entry.getValue().equals(origin))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
