package cairn.node;

import cairn.quorum.VerifiedCertificate;

/// How a block came to be final.
///
/// @param over the finalization of the block itself or of a descendant
/// @param wasNotarized whether the block was told to be notarized before
/// @param isDurable whether a restart of this node, alone, would come to the same: the finalization
///   and all bodies up to its block stand in the journal
record Finality(VerifiedCertificate over, boolean wasNotarized, boolean isDurable) {}
