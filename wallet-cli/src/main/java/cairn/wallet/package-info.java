/// The wallet `cairn`: keys, signing, and talking to a node.
///
/// Depends on the module ledger, picocli and Jackson. It runs on one thread per command and needs
/// no logging: stdout is the result, stderr is for people.
@NullMarked
package cairn.wallet;

import org.jspecify.annotations.NullMarked;
