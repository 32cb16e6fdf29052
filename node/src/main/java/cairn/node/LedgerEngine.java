package cairn.node;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.LedgerView;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.store.LedgerState;
import cairn.ledger.store.LedgerStore;
import cairn.p2p.MessageType;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.VoteVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger half of a node, put together: transactions, blocks and their bodies, the chain, what
/// is final, and the store.
final class LedgerEngine {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerEngine.class);

  private final LedgerStore store;
  private final PeerNetwork network;
  private final FailStop failStop;
  private final FinalState finalState;
  private final FinalityWaiters waiters;
  private final HeadWaiters heads;
  private final Mempool mempool;
  private final VerifierPool pool;
  private final TransactionPush push;
  private final TransactionIntake intake;
  private final Chain chain;
  private final BlockStash stash = new BlockStash();
  private final BodyFetch fetch;
  private final BlockRelay relay;
  private final RangeSync sync;
  private final RangeService ranges;

  /// Which network and which validators it works for.
  ///
  /// @param self the key that this node proposes with; empty for an observer
  record Place(
      Hash genesis,
      VoteVerifier verifier,
      Optional<PublicKey> self,
      TransactionVerifier signatures) {
    Epoch epoch() {
      return verifier.epoch();
    }

    ValidatorSet validators() {
      return verifier.set();
    }
  }

  /// How much it keeps.
  ///
  /// @param keptBlocks the newest blocks whose bodies are kept; 0 for all
  record Limits(MempoolLimits mempool, long keptBlocks) {}

  /// Whom it tells.
  ///
  /// @param isDue hears whether a transaction is due
  /// @param stored runs after each block that is in the store, on the ledger thread
  /// @param timing hears which time-outs hold when they were changed
  record Listeners(
      ChainLinks.Replies replies,
      Consensus consensus,
      Consumer<Boolean> isDue,
      Runnable stored,
      Consumer<Parameters.Timing> timing) {}

  /// What it asks of the other half.
  interface Consensus extends HeldBodies.Journaled {
    /// Whether a block of that view may be proposed now: it is above the last final view and at
    /// most one above this replica's.
    boolean isOpen(View view);
  }

  LedgerEngine(
      Place place,
      LedgerStore store,
      Limits limits,
      Node.Surroundings surroundings,
      Listeners listeners) {
    NodeClock clock = surroundings.clock();
    NodeThreads threads = surroundings.threads();
    this.store = store;
    this.failStop = surroundings.failStop();
    this.network = surroundings.network();
    this.finalState = new FinalState(store);
    this.waiters = new FinalityWaiters(clock);
    this.heads = new HeadWaiters(clock, finalState::head);
    this.mempool =
        new Mempool(
            limits.mempool(), clock, start(finalState), finalState::account, listeners.isDue());
    this.pool = new VerifierPool(threads.verifiers());
    this.push = new TransactionPush(surroundings.network(), clock);
    this.intake = new TransactionIntake(place.signatures(), pool, mempool, push);
    BlockRelay.Network links = new BlockRelay.Network(surroundings.network(), clock, pool);
    BodyVerifier bodyVerifier = new BodyVerifier(pool, intake);
    BodyIntake bodies =
        new BodyIntake(
            place.validators(), bodyVerifier, new Bounds(listeners.consensus()), new Arrivals());
    this.fetch =
        new BodyFetch(links, bodies, new HeldBodies(stash, finalState, listeners.consensus()));
    this.relay = new BlockRelay(links, mempool, bodies, stash, fetch);
    this.sync = new RangeSync(links, place.verifier(), bodyVerifier, this::runArrived);
    this.ranges =
        new RangeService(
            surroundings.network(), new RequestService(surroundings.network(), pool), store);
    StoreWriter writer =
        new StoreWriter(threads.store(), store, surroundings.failStop(), limits.keptBlocks());
    FinalOutcome outcome =
        new FinalOutcome(finalState, waiters, heads, mempool, new Stored(writer, listeners));
    this.chain =
        new Chain(
            threads.ledger(),
            clock,
            new BlockRules(
                new BlockRules.Place(place.epoch(), place.validators(), place.self()),
                mempool,
                clock),
            base(store),
            new ChainLinks(listeners.replies(), new Bodies(), outcome, surroundings.failStop()));
  }

  Map<MessageType, BiConsumer<Peer, byte[]>> handlers(Consumer<Offence> offences) {
    return Map.of(
        MessageTypes.BLOCK_RANGE_WANTED, ranges::onWanted,
        MessageTypes.BLOCK_RANGE, sync::onRange,
        MessageTypes.BODY_WANTED, fetch::onWanted,
        MessageTypes.BODY, fetch::onBody,
        MessageTypes.TRANSACTIONS_WANTED, relay::onTransactionsWanted,
        MessageTypes.TRANSACTIONS, relay::onTransactions,
        MessageTypes.BLOCK, relay::onBlock,
        MessageTypes.COMPACT_BLOCK, relay::onCompactBlock,
        MessageTypes.TRANSACTION_BATCH,
            (from, message) ->
                intake.received(from, message, rule -> offences.accept(new Offence(from, rule))));
  }

  /// A peer broke a rule.
  record Offence(Peer peer, String rule) {}

  Chain chain() {
    return chain;
  }

  FinalState finalState() {
    return finalState;
  }

  FinalityWaiters waiters() {
    return waiters;
  }

  HeadWaiters heads() {
    return heads;
  }

  Mempool mempool() {
    return mempool;
  }

  VerifierPool pool() {
    return pool;
  }

  TransactionIntake intake() {
    return intake;
  }

  TransactionPush push() {
    return push;
  }

  RangeSync sync() {
    return sync;
  }

  LedgerStore store() {
    return store;
  }

  /// Stops the node where the next block follows rules that this version does not have.
  void requireKnownProtocol() {
    LedgerState state = store.state();
    Height next = state.head().height().next();
    int protocol = state.protocol(next);
    if (!Protocol.isKnown(protocol)) {
      failStop.stop(
          "The network runs protocol %d from height %s on, which this version of Cairn does not know. Install one that does, and start the node again: its ledger is whole."
              .formatted(protocol, next),
          List.of());
    }
  }

  private void runArrived(FinalRun run) {
    chain.runArrived(run);
  }

  private static ChainTip base(LedgerStore store) {
    LedgerState state = store.state();
    return new ChainTip(
        state.head().id(), state.head().header(), state, store.nodes(), store.history());
  }

  private static Mempool.FinalChange start(FinalState state) {
    BlockHeader head = state.head().header();
    LedgerView view = state.state();
    return new Mempool.FinalChange(
        head.height(), head.timestamp(), Set.of(), Map.of(), view.parameters());
  }

  private final class Bounds implements BodyIntake.Bounds {
    private final Consensus consensus;

    private Bounds(Consensus consensus) {
      this.consensus = consensus;
    }

    @Override
    public Parameters.BlockLimits limits() {
      return finalState.state().parameters().blockLimits();
    }

    @Override
    public boolean isOpen(View view) {
      return consensus.isOpen(view);
    }
  }

  private final class Arrivals implements BodyIntake.Sink {
    @Override
    public void bodyArrived(VerifiedBody body) {
      fetch.arrived(body.block().id());
      chain.bodyArrived(body);
    }

    @Override
    public void bodyRefused(Block block, String why) {
      chain.bodyRefused(block, why);
    }
  }

  private final class Stored implements FinalOutcome.Stores {
    private final StoreWriter writer;
    private final Runnable stored;
    private final Consumer<Parameters.Timing> changed;
    private Parameters.Timing timing;

    private Stored(StoreWriter writer, Listeners listeners) {
      this.writer = writer;
      this.stored = listeners.stored();
      this.changed = listeners.timing();
      this.timing = store.state().parameters().timing();
    }

    @Override
    public void commit(ExecutedBlock block, VerifiedCertificate over) {
      writer.commit(block, over, chain::stored);
    }

    @Override
    public void stored() {
      stored.run();
      requireKnownProtocol();
      Parameters.Timing now = store.state().parameters().timing();
      if (!now.equals(timing)) {
        timing = now;
        changed.accept(now);
      }
    }
  }

  private final class Bodies implements ChainLinks.Bodies {
    @Override
    public void publish(Block block) {
      relay.publish(block);
    }

    @Override
    public void want(BlockId block, View view, Optional<PublicKey> proposer) {
      if (proposer.isPresent()) {
        fetch.awaitPush(block, view, proposer.get());
      } else {
        fetch.want(block, view, Optional.empty());
      }
    }

    @Override
    public void wantRange(BlockHeader head, Height target, VerifiedCertificate finalization) {
      sync.want(head.height(), target);
    }

    @Override
    public void executed(Block block) {
      stash.add(block);
      fetch.accepted(block.id());
    }

    @Override
    public void released(BlockId block) {
      stash.release(block);
    }

    @Override
    public void wrongBody(NodeId from, String why) {
      LOG.info("the body that {} sent is not its block's: {}", from, why);
      network.penalise(from, "body of another block");
    }

    @Override
    public void wrongRun(BlockHeader head, VerifiedBody body) {
      sync.restart(head.height(), body.source());
    }

    @Override
    public void settled(BlockHeader head) {
      sync.settled(head.height());
      fetch.settled(head.view());
    }
  }
}
