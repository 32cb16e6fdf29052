package cairn.node;

import cairn.consensus.Event;
import cairn.p2p.NodeId;
import cairn.quorum.VerifiedVote;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What waits for the consensus thread. Thread-safe.
///
/// Events of this node's own are never dropped; their number is bounded by what the replica asked
/// for. Events of the network are dropped, oldest first and counted, above a bound a source: one
/// that floods loses only what it sent itself.
final class ConsensusInbox {
  private static final int REQUESTS_PER_SOURCE = 128;

  private final ReentrantLock lock = new ReentrantLock();
  private List<DriverTask> internal = new ArrayList<>();
  private final VoteQueues votes = new VoteQueues();
  private final SourceQueues<Object, Event> requests = new SourceQueues<>(REQUESTS_PER_SOURCE);
  private boolean isTurnDue;

  /// Returns whether a turn must be started: none is due or running that will see this.
  boolean add(DriverTask task) {
    lock.lock();
    try {
      internal.add(task);
      return claimTurn();
    } finally {
      lock.unlock();
    }
  }

  /// @param from the peer that sent it, whoever signed it
  boolean add(NodeId from, VerifiedVote vote) {
    lock.lock();
    try {
      votes.add(from, vote);
      return claimTurn();
    } finally {
      lock.unlock();
    }
  }

  boolean add(Event.CertificateReceived certificate) {
    return addRequest(certificate.from(), certificate);
  }

  boolean add(Event.CertificateWanted wanted) {
    return addRequest(wanted.from(), wanted);
  }

  /// Everything that waits, in the order in which it is to be stepped; empty ends the turn.
  List<DriverTask> drain() {
    lock.lock();
    try {
      List<DriverTask> drained = internal;
      internal = new ArrayList<>();
      votes.drainTo(vote -> drained.add(new DriverTask.Step(new Event.VoteReceived(vote))));
      requests.drainTo(event -> drained.add(new DriverTask.Step(event)));
      if (drained.isEmpty()) {
        isTurnDue = false;
      }
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /// How many events of the network were dropped.
  long dropped() {
    lock.lock();
    try {
      return votes.dropped() + requests.dropped();
    } finally {
      lock.unlock();
    }
  }

  private boolean addRequest(Object source, Event event) {
    lock.lock();
    try {
      requests.add(source, event);
      return claimTurn();
    } finally {
      lock.unlock();
    }
  }

  private boolean claimTurn() {
    boolean isFirst = !isTurnDue;
    isTurnDue = true;
    return isFirst;
  }
}
