package cairn.p2p;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One search for the nodes closest to a target (Kademlia, section 2.3): it asks α nodes at a time,
/// always the closest that it has heard of, until the k closest have answered.
///
/// It sends nothing: [#next] says whom to ask, and the answers are told to it. A node that lies
/// about its neighbours can add candidates but not remove any; and since keys can be made up that
/// are ever closer to a target, the number of questions is bounded. Confined to discovery's thread.
final class Lookup {
  /// Kademlia's α.
  static final int ALPHA = 3;

  /// An honest lookup among a million nodes takes about 20 + k questions.
  static final int MAX_QUESTIONS = 64;

  private final NodeId self;
  private final NodeId target;
  private final Map<NodeId, State> states = new HashMap<>();
  private final TreeMap<NodeId, NodeRecord> candidates;
  private int asked;

  private enum State {
    HEARD,
    ASKED,
    ANSWERED,
    FAILED
  }

  Lookup(NodeId self, NodeId target, Collection<NodeRecord> seeds) {
    this.self = self;
    this.target = target;
    this.candidates = new TreeMap<>(target::compareDistance);
    heard(seeds);
  }

  NodeId target() {
    return target;
  }

  /// Adds nodes that somebody named. They need not be alive.
  void heard(Collection<NodeRecord> records) {
    for (NodeRecord record : records) {
      if (!record.id().equals(self) && states.putIfAbsent(record.id(), State.HEARD) == null) {
        candidates.put(record.id(), record);
      }
    }
  }

  void answered(NodeId id) {
    states.replace(id, State.ASKED, State.ANSWERED);
  }

  void failed(NodeId id) {
    states.replace(id, State.ASKED, State.FAILED);
  }

  /// The nodes to ask now. They count as asked until [#answered] or [#failed] is told.
  List<NodeRecord> next() {
    int inFlight = (int) states.values().stream().filter(state -> state == State.ASKED).count();
    List<NodeRecord> next = new ArrayList<>();
    for (NodeRecord record : closestNotFailed()) {
      if (inFlight >= ALPHA || asked >= MAX_QUESTIONS) {
        break;
      }
      if (states.replace(record.id(), State.HEARD, State.ASKED)) {
        next.add(record);
        inFlight++;
        asked++;
      }
    }
    return next;
  }

  /// Whether the k closest nodes have answered, or too many were asked.
  boolean isDone() {
    if (states.containsValue(State.ASKED)) {
      return false;
    }
    return asked >= MAX_QUESTIONS
        || closestNotFailed().stream()
            .allMatch(record -> states.get(record.id()) == State.ANSWERED);
  }

  /// The closest nodes that answered, at most k, the closest first.
  List<NodeRecord> closest() {
    return candidates.values().stream()
        .filter(record -> states.get(record.id()) == State.ANSWERED)
        .limit(RoutingTable.K)
        .toList();
  }

  private List<NodeRecord> closestNotFailed() {
    return candidates.values().stream()
        .filter(record -> states.get(record.id()) != State.FAILED)
        .limit(RoutingTable.K)
        .toList();
  }
}
