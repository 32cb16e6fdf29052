package cairn.node;

import cairn.consensus.ReplicaStatus;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.Proof;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import cairn.node.api.AccountView;
import cairn.node.api.ChainHead;
import cairn.node.api.FinalBlock;
import cairn.node.api.HistoryView;
import cairn.node.api.LedgerNode;
import cairn.node.api.MempoolView;
import cairn.node.api.NodeView;
import cairn.node.api.PeerView;
import cairn.node.api.ReadinessCheck;
import cairn.node.api.RecordsView;
import cairn.node.api.Submission;
import cairn.node.api.TransactionView;
import cairn.p2p.Direction;
import cairn.p2p.LaneStatistics;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.p2p.PeerStatistics;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The node as HTTP sees it. Thread-safe; reads published snapshots and the store.
final class NodeQueries implements LedgerNode {
  private final NodeConfig config;
  private final Node node;
  private final LedgerEngine ledger;
  private final Hash genesisHash;
  private final long startedNanos;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  NodeQueries(NodeConfig config, Node node) {
    this.config = config;
    this.node = node;
    this.ledger = node.ledger();
    this.genesisHash = node.holdings().genesis().hash();
    this.startedNanos = node.surroundings().clock().monotonicNanos();
    NodeCounters.register(meters, node);
  }

  @Override
  public Genesis genesis() {
    return node.holdings().genesis();
  }

  @Override
  public Hash genesisHash() {
    return genesisHash;
  }

  @Override
  public ChainHead head() {
    return ledger.finalState().head();
  }

  @Override
  public Optional<FinalBlock> block(Height height) {
    return ledger.finalState().finalBlock(height);
  }

  @Override
  public Optional<FinalBlock> block(BlockId id) {
    return ledger.finalState().finalBlock(id);
  }

  @Override
  public Optional<Height> height(BlockId id) {
    return ledger.finalState().height(id);
  }

  @Override
  public HistoryView history(PublicKey account, Optional<Place> after, int limit) {
    return ledger.finalState().history(account, after, limit);
  }

  @Override
  public RecordsView records(
      PublicKey owner, String prefix, Optional<RecordPlace> after, int limit) {
    return ledger.finalState().records(owner, prefix, after, limit);
  }

  @Override
  public Height earliest() {
    return ledger.store().earliest();
  }

  @Override
  public AccountView account(PublicKey key) {
    Map.Entry<ChainHead, Optional<Account>> read = ledger.finalState().accountAtHead(key);
    Account account = read.getValue().orElse(Account.EMPTY);
    long next = ledger.mempool().nextNonce(key).orElse(account.nonce());
    return new AccountView(
        read.getKey(),
        key,
        read.getValue().isPresent(),
        account.balance(),
        account.nonce(),
        Math.max(next, account.nonce()));
  }

  @Override
  public Optional<Proof.Entry> prove(StateKey key) {
    return ledger.finalState().proofs().entry(key);
  }

  @Override
  public Optional<Proof.Block> prove(Height height) {
    return ledger.finalState().proofs().block(height);
  }

  @Override
  public Optional<Proof.Included> prove(TransactionId id) {
    return ledger.finalState().proofs().transaction(id);
  }

  @Override
  public Optional<Proof.Expired> proveExpiry(TransactionBody body) {
    return ledger.finalState().proofs().expired(body);
  }

  @Override
  public List<EpochStep> epochs(Epoch from, int limit) {
    return ledger.finalState().proofs().epochs(from, limit);
  }

  @Override
  public void submit(List<byte[]> transactions, Consumer<List<Submission>> answer) {
    ledger
        .intake()
        .submit(
            transactions,
            outcomes -> answer.accept(outcomes.stream().map(this::submission).toList()));
  }

  private Submission submission(TransactionIntake.Outcome outcome) {
    return switch (outcome) {
      case TransactionIntake.Outcome.Taken(var transaction) ->
          new Submission.Taken(
              new TransactionView(
                  transaction.id(), new TransactionStatus.Pending(), Optional.empty(), head()));
      case TransactionIntake.Outcome.Busy() -> new Submission.Busy();
      case TransactionIntake.Outcome.Refused(var transaction, var reason) -> {
        Optional<TransactionView> known = transaction.map(valid -> decided(valid));
        boolean isFinal =
            known.isPresent() && known.get().status() instanceof TransactionStatus.Final;
        yield isFinal ? new Submission.Taken(known.get()) : new Submission.NotTaken(reason, known);
      }
    };
  }

  /// What final state says about a transaction whose body is known.
  private TransactionView decided(cairn.ledger.VerifiedTransaction transaction) {
    Map.Entry<ChainHead, Optional<Account>> sender =
        ledger.finalState().accountAtHead(transaction.body().sender());
    ChainHead head = sender.getKey();
    TransactionView known = transaction(transaction.id());
    if (known.isEnd()) {
      return known;
    }
    TransactionStatus status =
        TransactionStatus.decide(
            transaction.body(),
            new TransactionStatus.FinalFacts(
                Optional.empty(),
                sender.getValue().orElse(Account.EMPTY).nonce(),
                head.height(),
                head.header().timestamp(),
                earliest()));
    return status instanceof TransactionStatus.Pending
        ? known
        : new TransactionView(transaction.id(), status, Optional.empty(), head);
  }

  @Override
  public TransactionView transaction(TransactionId id) {
    // In this order, since a final block is published before the mempool forgets what it has.
    TransactionStatus status = ledger.mempool().status(id).orElse(new TransactionStatus.Unknown());
    Optional<TransactionStatus.Inclusion> inclusion = ledger.finalState().inclusion(id);
    ChainHead head = head();
    if (inclusion.isPresent()) {
      return included(id, inclusion.get(), head);
    }
    if (status instanceof TransactionStatus.Unknown && earliest().number() > 1) {
      // It may stand in a block that this node no longer has.
      return new TransactionView(
          id, new TransactionStatus.Pruned(earliest()), Optional.empty(), head);
    }
    return new TransactionView(id, status, Optional.empty(), head);
  }

  private TransactionView included(
      TransactionId id, TransactionStatus.Inclusion inclusion, ChainHead head) {
    TransactionStatus status =
        switch (inclusion.receipt()) {
          case Receipt.Succeeded _ -> new TransactionStatus.Final(inclusion);
          case Receipt.Failed failed ->
              new TransactionStatus.Rejected(
                  new TransactionStatus.Reason.Failed(inclusion, failed));
        };
    Optional<TransactionView.Place> place = ledger.finalState().place(inclusion.height());
    return new TransactionView(id, status, place, head);
  }

  @Override
  public Wait await(TransactionId id, Duration atMost, Runnable signal) {
    FinalityWaiters.Waiter waiter = ledger.waiters().add(id, atMost, signal);
    if (transaction(id).isEnd()) {
      waiter.answerNow();
    }
    return waiter::giveUp;
  }

  @Override
  public Wait awaitHeight(Height least, Duration atMost, Consumer<ChainHead> answer) {
    return ledger.heads().add(least, atMost, answer)::giveUp;
  }

  @Override
  public NodeView status() {
    Height head = head().height();
    Height target = ledger.sync().target();
    boolean isSyncing = target.isAfter(head);
    return new NodeView(
        config.name(),
        node.surroundings().network().self().hash(),
        node.self().map(id -> validators().validator(id).key()),
        Version.NUMBER,
        Duration.ofNanos(node.surroundings().clock().monotonicNanos() - startedNanos).toMillis(),
        consensus(),
        new NodeView.SyncView(isSyncing, head, isSyncing ? target : head));
  }

  private NodeView.ConsensusView consensus() {
    ReplicaStatus status = node.driver().status();
    PeerNetwork network = node.surroundings().network();
    List<NodeView.ValidatorView> all =
        java.util.stream.IntStream.range(0, validators().size())
            .mapToObj(i -> {
              ValidatorId id = new ValidatorId(i);
              PublicKey key = validators().validator(id).key();
              boolean isSelf = node.self().equals(Optional.of(id));
              return new NodeView.ValidatorView(
                  i,
                  key,
                  validators().power(id),
                  isSelf || network.validator(key).isPresent(),
                  node.liveness().lastVote(id).number());
            })
            .toList();
    String why = Why.sentence(status, validators(), genesis().roster());
    long linked =
        all.stream()
            .filter(NodeView.ValidatorView::isConnected)
            .mapToLong(NodeView.ValidatorView::power)
            .sum();
    return new NodeView.ConsensusView(
        status.epoch().number(),
        status.view().number(),
        status.leader().index(),
        status.lastFinal().number(),
        status.highestNotarized().number(),
        status.isBlockDue(),
        Why.quorumMissing(linked, validators()) + why,
        all);
  }

  @Override
  public List<PeerView> peers() {
    PeerNetwork network = node.surroundings().network();
    return network.peers().stream().map(peer -> view(peer, network.statistics(peer.id()))).toList();
  }

  private static PeerView view(Peer peer, Optional<PeerStatistics> statistics) {
    List<LaneStatistics> lanes = statistics.map(PeerStatistics::lanes).orElse(List.of());
    return new PeerView(
        peer.id().hash(),
        peer.address().getAddress().getHostAddress() + ":" + peer.address().getPort(),
        peer.direction() == Direction.INBOUND,
        peer.validatorKey(),
        peer.headHeight(),
        peer.agent(),
        lanes.stream().mapToLong(LaneStatistics::bytesSent).sum(),
        lanes.stream().mapToLong(LaneStatistics::bytesReceived).sum(),
        lanes.stream().mapToLong(LaneStatistics::framesDropped).sum());
  }

  @Override
  public MempoolView mempool() {
    Mempool.Sizes sizes = ledger.mempool().sizes();
    MempoolLimits limits = ledger.mempool().limits();
    return new MempoolView(
        sizes.transactions(),
        sizes.bytes(),
        sizes.senders(),
        sizes.held(),
        limits.transactions(),
        limits.bytes());
  }

  @Override
  public PrometheusMeterRegistry meters() {
    return meters;
  }

  @Override
  public List<ReadinessCheck> readiness() {
    return new Readiness(node, status()).checks();
  }

  private ValidatorSet validators() {
    return node.voteVerifier().set();
  }
}
