package cairn.p2p;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Runs lookups: sends their questions, each after both sides have proved their endpoints to each
/// other, and tells them the answers. Confined to discovery's thread.
final class LookupRuns {
  /// Long enough for two PINGs of this node and a PING back.
  static final long BOND_MILLIS = 3 * Requests.TIMEOUT_MILLIS;

  /// A question that gets no answer is asked once more, after proving the endpoints anew: the other
  /// side may have lost its proof of this node, or got the question before the proof.
  static final int ATTEMPTS = 2;

  static final int MAX_RUNS = 16;

  private final Outbox outbox;
  private final Contacts contacts;
  private final BiConsumer<NodeRecord, Moment> ping;
  private final List<Run> runs = new ArrayList<>();
  private final Map<NodeId, Bond> bonds = new LinkedHashMap<>();

  private record Run(Lookup lookup, Consumer<List<NodeRecord>> whenDone) {}

  /// Questions that wait until the node has this one's endpoint proved.
  private record Bond(NodeRecord node, List<Question> waiting, long deadlineMillis) {}

  private record Question(Lookup lookup, int attempt) {}

  LookupRuns(Outbox outbox, Contacts contacts, BiConsumer<NodeRecord, Moment> ping) {
    this.outbox = outbox;
    this.contacts = contacts;
    this.ping = ping;
  }

  /// Starts a lookup; false if too many are running.
  boolean start(Lookup lookup, Consumer<List<NodeRecord>> whenDone, Moment now) {
    if (runs.size() >= MAX_RUNS) {
      return false;
    }
    runs.add(new Run(lookup, whenDone));
    advance(now);
    return true;
  }

  /// The node at this endpoint may be asked now.
  void onBonded(NodeId id, InetSocketAddress endpoint, Moment now) {
    Bond bond = bonds.get(id);
    if (bond != null && bond.node().address().udp().equals(endpoint)) {
      bonds.remove(id);
      for (Question question : bond.waiting()) {
        outbox.findNode(bond.node(), question.lookup(), question.attempt(), now);
      }
    }
  }

  void onHeard(Requests.Find find, List<NodeRecord> records, Moment now) {
    find.lookup().heard(records);
    if (find.answer().isComplete()) {
      find.lookup().answered(find.asked().id());
    }
    advance(now);
  }

  /// No more of the answer will come.
  void onExpired(Requests.Find find, Moment now) {
    if (find.answer().hasBegun()) {
      find.lookup().answered(find.asked().id());
    } else if (find.attempt() < ATTEMPTS) {
      ask(find.asked(), new Question(find.lookup(), find.attempt() + 1), now);
    } else {
      find.lookup().failed(find.asked().id());
    }
    advance(now);
  }

  void onUnreachable(NodeId id, InetSocketAddress endpoint, Moment now) {
    Bond bond = bonds.get(id);
    if (bond != null && bond.node().address().udp().equals(endpoint)) {
      bonds.remove(id);
      fail(bond, now);
    }
  }

  /// Gives up the questions whose nodes have not proved this one in time.
  void expire(Moment now) {
    List<Bond> late = new ArrayList<>();
    Iterator<Bond> oldest = bonds.values().iterator();
    while (oldest.hasNext()) {
      Bond bond = oldest.next();
      if (bond.deadlineMillis() > now.elapsedMillis()) {
        break;
      }
      oldest.remove();
      late.add(bond);
    }
    late.forEach(bond -> fail(bond, now));
  }

  OptionalLong nextDeadline() {
    return bonds.values().stream().mapToLong(Bond::deadlineMillis).findFirst();
  }

  int size() {
    return runs.size();
  }

  private void fail(Bond bond, Moment now) {
    bond.waiting().forEach(question -> question.lookup().failed(bond.node().id()));
    advance(now);
  }

  private void advance(Moment now) {
    for (Run run : List.copyOf(runs)) {
      run.lookup().next().forEach(node -> ask(node, new Question(run.lookup(), 1), now));
      if (run.lookup().isDone() && runs.remove(run)) {
        run.whenDone().accept(run.lookup().closest());
      }
    }
  }

  private void ask(NodeRecord node, Question question, Moment now) {
    if (contacts.isProvedToThem(node.id(), node.address().udp(), now.elapsedMillis())) {
      outbox.findNode(node, question.lookup(), question.attempt(), now);
      return;
    }
    long deadline = now.elapsedMillis() + BOND_MILLIS;
    bonds
        .computeIfAbsent(node.id(), id -> new Bond(node, new ArrayList<>(), deadline))
        .waiting()
        .add(question);
    ping.accept(node, now);
  }
}
