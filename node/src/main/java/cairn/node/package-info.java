/// The daemon `cairnd`: runs ledger, consensus and p2p together.
///
/// Everything takes its clock, executors, disk and network from outside, so that a whole node runs
/// in virtual time too. Four kinds of threads meet here, and a class whose thread matters names it
/// first: the *consensus thread* owns the replica and its journal ([ConsensusDriver]); the *ledger
/// thread* owns the pending blocks and writes the store ([Chain]); the *verifier pool* checks
/// signatures; Netty's threads only decode and hand over. What they share is immutable, or
/// published whole, or says how it is guarded.
@NullMarked
package cairn.node;

import org.jspecify.annotations.NullMarked;
