package cairn.node;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Vote;
import java.util.Optional;

/// What a certificate makes final.
final class Finalizations {
  private Finalizations() {}

  /// The block that is final by this certificate; empty if it is no finalization.
  static Optional<BlockId> block(Certificate certificate) {
    return switch (certificate.vote()) {
      case Vote.Finalize(_, _, BlockId block) -> Optional.of(block);
      case Vote.Notarize _, Vote.Nullify _ -> Optional.empty();
    };
  }

  static boolean isOf(Certificate certificate, BlockId block) {
    return block(certificate).equals(Optional.of(block));
  }
}
