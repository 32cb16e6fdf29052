/// The network in a box, `net`: starts many nodes on one machine as real processes, breaks them,
/// loads and measures them.
///
/// Depends on the modules node (how a home is made) and wallet-cli (keys, payments, the client of a
/// node). Each command runs on one thread, but for the load generator, which says what its threads
/// do.
@NullMarked
package cairn.testnet;

import org.jspecify.annotations.NullMarked;
