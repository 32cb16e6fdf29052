package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import java.util.Optional;

/// What a [Replica] must know of its epoch.
///
/// @param self this replica's place in the set; empty for an observer, which follows and never
///   votes
/// @param root the block that the epoch builds on, final from the start: the block of view 0
/// @param viewsKept K: votes are accepted for views in (last final − K, current + 1]
public record ConsensusConfig(
    Epoch epoch,
    ValidatorSet validators,
    Optional<ValidatorId> self,
    BlockId root,
    Timing timing,
    int viewsKept) {
  public ConsensusConfig {
    if (viewsKept < 1) {
      throw new IllegalArgumentException("at least one view of votes is kept, not " + viewsKept);
    }
    if (self.isPresent() && !validators.contains(self.get())) {
      throw new IllegalArgumentException("validator " + self.get() + " is not in the set");
    }
  }
}
