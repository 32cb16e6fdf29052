/// The node's one HTTP port: JSON-RPC 2.0, health and metrics; and [LedgerNode], what it asks of
/// the node behind it.
///
/// It depends on `cairn.ledger` and the base packages, and knows nothing of `cairn.node`, which
/// starts it. It is the only HTTP and, beside `cairn.p2p.netty`, the only Netty code. Requests run
/// on its own threads and never on those of consensus or ledger.
@NullMarked
package cairn.node.api;

import org.jspecify.annotations.NullMarked;
