package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// What a replica knows and waits for, at one moment. Immutable; made to be published to other
/// threads.
///
/// @param lastFinal the highest final view (0: the epoch's root)
/// @param highestNotarized the highest notarized or final view
/// @param isBlockDue whether timers run and a leader would propose
/// @param proposal the leader's proposal of this view, if it came
/// @param notarized who is known to have voted notarize in this view, whatever block
/// @param nullified who is known to have voted nullify in this view
/// @param finalized who is known to have voted finalize in the highest notarized view
/// @param missing what it asked other nodes for
/// @param isHalted whether it stopped for good
public record ReplicaStatus(
    Epoch epoch,
    View view,
    ValidatorId leader,
    View lastFinal,
    BlockId lastFinalBlock,
    View highestNotarized,
    boolean isBlockDue,
    Optional<BlockId> proposal,
    SortedSet<ValidatorId> notarized,
    SortedSet<ValidatorId> nullified,
    SortedSet<ValidatorId> finalized,
    List<Want> missing,
    boolean isHalted) {}
