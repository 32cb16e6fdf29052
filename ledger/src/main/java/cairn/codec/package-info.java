/// Binary Canonical Serialization (BCS): the one encoding of everything that Cairn hashes, signs,
/// sends or stores.
///
/// One value has one encoding. [BcsReader] refuses whatever [BcsWriter] would not have written, and
/// checks each length against a stated maximum before it allocates. The package knows nothing of
/// ledgers, uses nothing but `java.lang` and `java.util`, and has no threads: a reader or writer
/// belongs to the thread that made it.
///
/// Source: the BCS specification as used by Diem, Aptos and Sui.
@NullMarked
package cairn.codec;

import org.jspecify.annotations.NullMarked;
