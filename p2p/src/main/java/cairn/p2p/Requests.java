package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The requests that this node waits for answers to, by their ids. All have one timeout, so the
/// oldest is the first to expire. Confined to discovery's thread.
final class Requests {
  /// Above the round trips of the planet (discv4 waits 500 ms, discv5 700 ms).
  static final long TIMEOUT_MILLIS = 500;

  /// More PINGs than this are not sent: what is left out is found again by a later lookup. Above
  /// what PINGs back to a flood at the limit of [PacketGate#IN_TOTAL] keep open.
  static final int MAX_OPEN = 1_024;

  private final Map<Long, Request> open = new LinkedHashMap<>();

  /// A request to an endpoint, and the only node that may answer it if that is known.
  sealed interface Request {
    InetSocketAddress to();

    Optional<NodeId> node();

    long deadlineMillis();
  }

  /// @param isLong whether it paid for a PING back
  /// @param attempt counts from 1
  record Ping(
      InetSocketAddress to, Optional<NodeId> node, long deadlineMillis, boolean isLong, int attempt)
      implements Request {}

  /// FIND_NODE, whose answer may come in several packets.
  ///
  /// @param attempt counts from 1
  record Find(NodeRecord asked, Lookup lookup, long deadlineMillis, int attempt, Answer answer)
      implements Request {
    @Override
    public InetSocketAddress to() {
      return asked.address().udp();
    }

    @Override
    public Optional<NodeId> node() {
      return Optional.of(asked.id());
    }
  }

  /// What has come of the answer to one FIND_NODE.
  static final class Answer {
    private final Set<Integer> indexes = new HashSet<>();
    private final Set<NodeId> named = new HashSet<>();
    private int total;

    /// Whether this packet is one that was still missing.
    boolean accepts(Packet.Nodes nodes) {
      if (total != 0 && nodes.total() != total) {
        return false;
      }
      total = nodes.total();
      return indexes.add(nodes.index());
    }

    /// Whether the answer has not named this node before.
    boolean names(NodeId id) {
      return named.add(id);
    }

    boolean hasBegun() {
      return total != 0;
    }

    boolean isComplete() {
      return indexes.size() == total;
    }
  }

  void open(long id, Request request) {
    open.put(id, request);
  }

  Optional<Request> request(long id) {
    return Optional.ofNullable(open.get(id));
  }

  /// Closes a PING that the [PacketGate] found to be open.
  Ping takePing(long id) {
    if (open.remove(id) instanceof Ping ping) {
      return ping;
    }
    throw new IllegalStateException("the gate lets PONG in for PING only");
  }

  /// A FIND_NODE that the [PacketGate] found to be open.
  Find find(long id) {
    if (open.get(id) instanceof Find find) {
      return find;
    }
    throw new IllegalStateException("the gate lets NODES in for FIND_NODE only");
  }

  void close(long id) {
    open.remove(id);
  }

  boolean isFull() {
    return open.size() >= MAX_OPEN;
  }

  boolean isPinging(InetSocketAddress endpoint) {
    return open.values().stream()
        .anyMatch(request -> request instanceof Ping && request.to().equals(endpoint));
  }

  /// Takes out the requests whose time is over, the oldest first.
  List<Request> expire(long nowMillis) {
    List<Request> expired = new ArrayList<>();
    Iterator<Request> oldest = open.values().iterator();
    while (oldest.hasNext()) {
      Request request = oldest.next();
      if (request.deadlineMillis() > nowMillis) {
        break;
      }
      oldest.remove();
      expired.add(request);
    }
    return expired;
  }

  OptionalLong nextDeadline() {
    Iterator<Request> oldest = open.values().iterator();
    return oldest.hasNext()
        ? OptionalLong.of(oldest.next().deadlineMillis())
        : OptionalLong.empty();
  }
}
