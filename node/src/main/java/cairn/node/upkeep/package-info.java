/// The upkeep of a ledger that no node runs on: everything that walks over all of its blocks, to
/// check them, to write them into a file or take them from one, and to build a store anew.
///
/// It may use `ledger` and its base packages, and nothing of the rest of node: the commands of
/// `cairnd` in `cairn.node` hold the home's lock, open what is needed here, and tell people what
/// came out. All of it runs on the thread of its caller, but for signatures, which [LedgerReplay]
/// verifies on threads of its own.
@NullMarked
package cairn.node.upkeep;

import org.jspecify.annotations.NullMarked;
