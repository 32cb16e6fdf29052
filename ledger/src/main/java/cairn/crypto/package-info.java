/// Hashes with domain tags, Ed25519 under Cairn's one exact rule, Merkle trees and bech32m.
///
/// The package knows nothing of ledgers; it depends on `cairn.codec`, Bouncy Castle and, where its
/// native library loads, the Amazon Corretto Crypto Provider. All types are immutable or stateless
/// and may be used by any thread, except where a type says otherwise.
@NullMarked
package cairn.crypto;

import org.jspecify.annotations.NullMarked;
