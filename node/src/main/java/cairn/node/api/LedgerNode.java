package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.TransactionId;
import cairn.quorum.BlockId;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A running node as the API sees it. Thread-safe. Nothing here waits for consensus: reads come
/// from published snapshots and from the store, and answers that take time come to a callback,
/// which runs on a thread of the node and must hand over what takes long.
public interface LedgerNode {
  Genesis genesis();

  /// The identity of the network.
  Hash genesisHash();

  /// The newest final block.
  ChainHead head();

  /// The final block at that height; empty above the head.
  Optional<FinalBlock> block(Height height);

  /// The final block of that id.
  Optional<FinalBlock> block(BlockId id);

  /// An account at the head; an account that nobody paid yet has a zero balance and nonce.
  AccountView account(PublicKey account);

  /// Takes the bytes of transactions, which the caller gives up: each is verified, put into the
  /// mempool, in their order, and passed on. Submitting the same bytes again is no error. `answer`
  /// comes exactly once, with one answer a transaction, in their order.
  void submit(List<byte[]> transactions, Consumer<List<Submission>> answer);

  /// What is known of a transaction now.
  TransactionView transaction(TransactionId id);

  /// Signals once: as soon as [#transaction] shows that the transaction has come to an end, or when
  /// `atMost` is over. `signal` runs on a thread that must not be kept, and hands over. Closing the
  /// result gives the wait up, without a signal.
  Wait await(TransactionId id, Duration atMost, Runnable signal);

  /// Answers once with the newest final block: as soon as its height is at least `least`, or when
  /// `atMost` is over. Closing the result gives the wait up, without an answer.
  Wait awaitHeight(Height least, Duration atMost, Consumer<ChainHead> answer);

  NodeView status();

  /// The peers with a connection, ordered by node id.
  List<PeerView> peers();

  MempoolView mempool();

  /// The node's metrics; reading them calls back into the node's published counters.
  PrometheusMeterRegistry meters();

  /// The named checks of `/readyz`, always all of them, in the same order.
  List<ReadinessCheck> readiness();

  /// A wait that can be given up.
  interface Wait extends AutoCloseable {
    @Override
    void close();
  }
}
