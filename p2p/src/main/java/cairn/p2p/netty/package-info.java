/// Connections over TCP and TLS 1.3: the only code of p2p that knows Netty.
///
/// Everything here runs on one event loop, except where a method says that any thread may call it;
/// so the state needs no locks. What can be decided without a socket is decided in `cairn.p2p`.
@NullMarked
package cairn.p2p.netty;

import org.jspecify.annotations.NullMarked;
