package cairn.node.api;

import cairn.ledger.Timestamp;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.util.Optional;

/// What this node knows of a transaction.
///
/// @param place where it stands in a final block, if it does
public record TransactionView(
    TransactionId id, TransactionStatus status, Optional<Place> place, ChainHead head) {

  /// The block around an included transaction.
  ///
  /// @param finalization the quorum's signatures that made it final: of this block, or of the
  ///   nearest descendant that has them
  public record Place(BlockId block, Timestamp time, Certificate finalization) {}

  /// Whether it has come to an end and will never be anything else.
  public boolean isEnd() {
    return switch (status) {
      case TransactionStatus.Final _, TransactionStatus.Rejected _, TransactionStatus.Expired _ ->
          true;
      case TransactionStatus.Pending _,
          TransactionStatus.NotAccepted _,
          TransactionStatus.Unknown _,
          TransactionStatus.Pruned _ ->
          false;
    };
  }
}
