package cairn.consensus;

import java.util.List;

/// One validator's, or one observer's, part in Simplex for one epoch: events in, effects out.
///
/// Deterministic: the same state and event give the same effects. It has no clock, randomness, keys
/// or I/O, and belongs to one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class Replica {
  private Replica() {}

  /// A replica that goes on where its records end. The first event must be [Event.Started].
  public static Replica recover(ConsensusConfig config, SafetyRecords records) {
    throw new UnsupportedOperationException();
  }

  /// Takes in one event and says what is to be done for it, in order. After a [Effect.Halt] it
  /// takes in nothing more.
  public List<Effect> step(Event event) {
    throw new UnsupportedOperationException();
  }

  public ReplicaStatus status() {
    throw new UnsupportedOperationException();
  }
}
