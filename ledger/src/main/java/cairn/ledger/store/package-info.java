/// Where the final ledger is kept: [cairn.ledger.store.LedgerStore] over a small key-value store of
/// our own with two implementations, LevelDB and memory.
///
/// LevelDB is treated as a store that may lie: each value carries a checksum bound to its key, what
/// has a hash is checked against it, and a chain of markers, one a block, shows a write that went
/// missing. The package depends on `cairn.ledger`, the base packages and `cairn.disk`. One thread
/// writes; any thread may read.
@NullMarked
package cairn.ledger.store;

import org.jspecify.annotations.NullMarked;
