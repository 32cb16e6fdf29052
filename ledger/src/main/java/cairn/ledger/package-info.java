/// What is agreed: transactions, blocks, accounts, the pure function from a state and a block to
/// the next state, and genesis. What proves an answer is in `cairn.ledger.proof`.
///
/// The package depends on the base packages `cairn.codec`, `cairn.crypto` and `cairn.quorum` only.
/// It has no clock, no randomness, no I/O and no threads: every type is immutable or confined to
/// one call, and whatever is hashed or signed is in BCS.
@NullMarked
package cairn.ledger;

import org.jspecify.annotations.NullMarked;
