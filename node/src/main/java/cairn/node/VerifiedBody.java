package cairn.node;

import cairn.ledger.Block;
import cairn.ledger.VerifiedTransaction;
import java.util.List;

/// A block whose transactions are verified; whether it fits its header is for [Chain] to find out.
record VerifiedBody(Block block, List<VerifiedTransaction> transactions, BodySource source) {
  /// Whether the sender proved the key of the block's proposer.
  boolean isFromProposer() {
    return switch (source) {
      case BodySource.Sent(_, _, boolean isProposer) -> isProposer;
      case BodySource.Journal _, BodySource.Assembled _ -> false;
    };
  }

  boolean isOfJournal() {
    return switch (source) {
      case BodySource.Journal _ -> true;
      case BodySource.Sent _, BodySource.Assembled _ -> false;
    };
  }
}
