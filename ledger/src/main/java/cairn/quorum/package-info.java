/// Votes, certificates, validator sets and evidence: their types, bytes and verification.
///
/// The package knows nothing of ledgers: votes name opaque [BlockId]s. It depends on `cairn.codec`
/// and `cairn.crypto`. All types are immutable and may be used by any thread.
@NullMarked
package cairn.quorum;

import org.jspecify.annotations.NullMarked;
