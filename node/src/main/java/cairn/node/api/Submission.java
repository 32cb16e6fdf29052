package cairn.node.api;

import cairn.ledger.Rejection;
import java.util.Optional;

/// The answer to a submitted transaction.
public sealed interface Submission {
  /// It is in the mempool now, or was known before: `known` says what it has come to.
  record Taken(TransactionView known) implements Submission {}

  /// It was not taken. That is no end of it, unless `known` says so or the reason is one for every
  /// state.
  ///
  /// @param known what is known of it; empty where the bytes are no transaction
  record NotTaken(Rejection reason, Optional<TransactionView> known) implements Submission {}

  /// The node has too much to do; the same bytes may be sent again in a moment.
  record Busy() implements Submission {}
}
