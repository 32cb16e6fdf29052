package cairn.consensus;

import cairn.quorum.VoteVerifier;

/// All that a replica remembers of one epoch after a restart: its journal's records, folded.
///
/// The fold looks at every record and does not depend on their order: the last record of a log need
/// not be of the highest view. Immutable.
@SuppressWarnings("DoNotCallSuggester")
public final class SafetyRecords {
  /// The memory of a replica that never ran.
  public static SafetyRecords none() {
    throw new UnsupportedOperationException();
  }

  /// Folds the records of the verifier's epoch and leaves out those of others. The certificates
  /// that still matter are verified again; throws [JournalException] if one is not valid, or if the
  /// own votes contradict each other.
  public static SafetyRecords fold(VoteVerifier verifier, Iterable<SafetyRecord> records) {
    throw new UnsupportedOperationException();
  }
}
