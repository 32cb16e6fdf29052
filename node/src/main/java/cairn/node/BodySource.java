package cairn.node;

import cairn.crypto.PublicKey;
import cairn.p2p.NodeId;
import java.util.Optional;

/// Where a body came from, and so who answers for it.
sealed interface BodySource {
  /// A peer sent it, which nobody honest does with a body that does not fit its block.
  ///
  /// @param validator the validator's key that it proved
  /// @param isProposer whether that is the key of the block's proposer
  record Sent(NodeId peer, Optional<PublicKey> validator, boolean isProposer)
      implements BodySource {}

  /// It stands in this node's own journal: it did fit.
  record Journal() implements BodySource {}

  /// It was put together here from a compact block: if it does not fit, nobody is at fault.
  record Assembled() implements BodySource {}
}
