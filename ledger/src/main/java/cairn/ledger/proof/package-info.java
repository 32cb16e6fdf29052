/// What proves an answer to whoever trusts nobody, and who checks it: [Proof] and [LightVerifier].
/// docs/proofs.md describes the bytes.
///
/// The package depends on `cairn.ledger` and the base packages only. It has no store, no network,
/// no clock and no threads: every type is immutable.
@NullMarked
package cairn.ledger.proof;

import org.jspecify.annotations.NullMarked;
