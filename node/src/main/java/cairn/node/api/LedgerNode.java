package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.Proof;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
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

  /// The lowest height, genesis apart, whose block is kept whole; 0 while all are.
  Height earliest();

  /// The final block at that height; empty above the head, and where it was pruned.
  Optional<FinalBlock> block(Height height);

  /// The height of the final block of that id, also of one that was pruned.
  Optional<Height> height(BlockId id);

  /// The final block of that id.
  Optional<FinalBlock> block(BlockId id);

  /// An account at the head; an account that nobody paid yet has a zero balance and nonce.
  AccountView account(PublicKey account);

  /// Proves what the state has under a key, there or absent, at the newest height that it can be
  /// proved at; empty before there is one.
  Optional<Proof.Entry> prove(StateKey key);

  /// Proves that a block is final; empty where it cannot yet.
  Optional<Proof.Block> prove(Height height);

  /// Proves a transaction in a final block; empty where there is none that can be proved yet.
  Optional<Proof.Included> prove(TransactionId id);

  /// Proves that a transaction expired; empty where that cannot be, or not yet.
  Optional<Proof.Expired> proveExpiry(TransactionBody body);

  /// The ways from one epoch's validators to the next's, from that epoch on, as many as `limit` at
  /// most.
  List<EpochStep> epochs(Epoch from, int limit);

  /// The final transactions that concern an account, as sender or otherwise, the newest first, from
  /// the one after `after` on; at most `limit`, and fewer where they are large.
  HistoryView history(PublicKey account, Optional<Place> after, int limit);

  /// The records of an account whose names begin with `prefix`, those that were put last first,
  /// from the one after `after` on; at most `limit`, and fewer where many others stand between
  /// them.
  RecordsView records(PublicKey owner, String prefix, Optional<RecordPlace> after, int limit);

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
