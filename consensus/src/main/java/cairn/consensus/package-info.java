/// Simplex (Chan and Pass, 2023) as a pure state machine: `Replica.step(Event)` gives effects.
///
/// The package orders opaque block ids and does not know what a block contains. It depends on
/// `cairn.codec`, `cairn.crypto`, `cairn.quorum` and `cairn.disk`, and has no clock, randomness,
/// keys, threads or logging. One thread owns a replica and its journal.
@NullMarked
package cairn.consensus;

import org.jspecify.annotations.NullMarked;
