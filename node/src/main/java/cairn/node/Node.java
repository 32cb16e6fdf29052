package cairn.node;

import cairn.consensus.ConsensusConfig;
import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.consensus.Journal;
import cairn.consensus.Replica;
import cairn.consensus.ReplicaStatus;
import cairn.consensus.SafetyRecords;
import cairn.consensus.Timing;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.Parameters;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.store.LedgerStore;
import cairn.node.api.LedgerNode;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.Validator;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// One node, put together over the surroundings that it is given. It starts no threads and opens no
/// files itself, so that a simulation can run many of them.
public final class Node {
  private static final Duration PASS_ON_INTERVAL = Duration.ofSeconds(1);
  private static final int PASSED_ON_AT_ONCE = 512;
  private static final int BLOCKS_PER_PRUNING = 256;

  /// What the node keeps and who it is. Whoever opened journal and store closes them, after the
  /// threads have come to their end.
  ///
  /// @param validatorKey empty for an observer
  public record Holdings(
      Genesis genesis,
      Ed25519 ed25519,
      Optional<KeyPair> validatorKey,
      Journal journal,
      LedgerStore store) {}

  /// What the node runs on.
  public record Surroundings(
      PeerNetwork network, NodeClock clock, NodeThreads threads, FailStop failStop) {}

  private final Holdings holdings;
  private final Surroundings surroundings;
  private final VoteVerifier voteVerifier;
  private final Optional<ValidatorId> self;
  private final LedgerEngine ledger;
  private final ConsensusDriver driver;
  private final VoteLinks links;
  private final VoteIntake votes;
  private final Liveness liveness;
  private final NodeQueries queries;
  private int storedSincePruning;
  private volatile boolean isStopped;

  public Node(NodeConfig config, Holdings holdings, Surroundings surroundings) {
    Genesis genesis = holdings.genesis();
    Hash genesisHash = genesis.hash();
    ValidatorSet validators = genesis.roster().set();
    Optional<PublicKey> key = holdings.validatorKey().map(KeyPair::publicKey);
    this.holdings = holdings;
    this.surroundings = surroundings;
    this.voteVerifier = new VoteVerifier(Epoch.ZERO, validators, genesisHash, holdings.ed25519());
    this.self = key.flatMap(validators::find);
    this.ledger =
        new LedgerEngine(
            new LedgerEngine.Place(
                genesisHash,
                voteVerifier,
                self.map(id -> validators.validator(id).key()),
                new TransactionVerifier(genesisHash, holdings.ed25519())),
            holdings.store(),
            new LedgerEngine.Limits(config.mempool(), config.keptBlocks()),
            surroundings,
            new LedgerEngine.Listeners(
                new Replies(), new Consensus(), this::onDue, this::onStored, this::onTiming));
    this.liveness = new Liveness(validators, self, surroundings.network(), surroundings.clock());
    this.links = new VoteLinks(surroundings.network(), validators, liveness, surroundings.clock());
    this.driver =
        new ConsensusDriver(
            surroundings.threads().consensus(),
            surroundings.clock(),
            voter(genesis),
            new ConsensusPorts(links, new Blocks(), surroundings.failStop()::stop));
    this.votes =
        new VoteIntake(surroundings.network(), ledger.pool(), voteVerifier, driver, liveness);
    this.queries = new NodeQueries(config, this);
  }

  /// Takes up what the journal has and the store has not, connects, and takes part.
  public void start() {
    ledger.requireKnownProtocol();
    new JournalReplay(holdings.journal(), voteVerifier, ledger).run();
    surroundings
        .network()
        .start(
            new PeerMessages(
                handlers(),
                driver,
                peer -> peer.validatorKey().flatMap(voteVerifier.set()::find),
                ledger.sync()::onConnected,
                () -> ledger.finalState().head().height().number()));
    driver.start();
    liveness.watch(driver);
    passOnAgain();
  }

  /// What HTTP and commands may ask.
  public LedgerNode queries() {
    return queries;
  }

  /// Begins nothing new by itself any more.
  public void stop() {
    isStopped = true;
  }

  /// The keys of all validators, in the order of the set.
  List<PublicKey> validatorKeys() {
    return voteVerifier.set().validators().stream().map(Validator::key).toList();
  }

  Holdings holdings() {
    return holdings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  LedgerEngine ledger() {
    return ledger;
  }

  ConsensusDriver driver() {
    return driver;
  }

  Optional<ValidatorId> self() {
    return self;
  }

  VoteLinks links() {
    return links;
  }

  VoteIntake votes() {
    return votes;
  }

  Liveness liveness() {
    return liveness;
  }

  VoteVerifier voteVerifier() {
    return voteVerifier;
  }

  private ConsensusDriver.Voter voter(Genesis genesis) {
    Parameters parameters = holdings.store().state().parameters();
    ConsensusConfig config =
        new ConsensusConfig(
            Epoch.ZERO,
            voteVerifier.set(),
            self,
            genesis.genesisBlock().id(),
            timing(parameters.timing()),
            parameters.keptViews());
    Journal journal = holdings.journal();
    Replica replica = Replica.recover(config, SafetyRecords.fold(voteVerifier, journal.records()));
    return new ConsensusDriver.Voter(
        replica,
        journal,
        vote -> voteVerifier.cast(vote, self.orElseThrow(), holdings.validatorKey().orElseThrow()),
        headAge(parameters.timing()));
  }

  /// Genesis is as old as it must be for its first successor to be due at once.
  private Duration headAge(Parameters.Timing timing) {
    BlockHeader head = holdings.store().head().header();
    long millis = surroundings.clock().wallMillis() - head.timestamp().millis();
    return head.height().equals(Height.ZERO) ? timing.heartbeat() : Duration.ofMillis(millis);
  }

  private Map<MessageType, BiConsumer<Peer, byte[]>> handlers() {
    Map<MessageType, BiConsumer<Peer, byte[]>> handlers =
        new HashMap<>(
            ledger.handlers(
                offence -> surroundings.network().penalise(offence.peer().id(), offence.rule())));
    handlers.put(MessageTypes.VOTE, votes::onVote);
    handlers.put(MessageTypes.CERTIFICATE, votes::onCertificate);
    handlers.put(MessageTypes.CERTIFICATE_WANTED, votes::onWanted);
    return handlers;
  }

  private void passOnAgain() {
    if (!isStopped) {
      ledger
          .push()
          .push(
              ledger.mempool().toPassOnAgain(PASS_ON_INTERVAL, PASSED_ON_AT_ONCE).stream()
                  .map(transaction -> transaction.transaction())
                  .toList());
      surroundings.clock().schedule(PASS_ON_INTERVAL, this::passOnAgain);
    }
  }

  private void onDue(boolean isDue) {
    driver.offer(new Event.BlockDue(isDue));
  }

  private void onTiming(Parameters.Timing timing) {
    driver.offer(new Event.TimingChanged(timing(timing)));
  }

  private static Timing timing(Parameters.Timing timing) {
    return new Timing(
        timing.leaderTimeout(),
        timing.notarizationTimeout(),
        timing.retryInterval(),
        timing.heartbeat());
  }

  /// On the ledger thread. What the store cannot lose any more, the journal may forget.
  private void onStored() {
    if (++storedSincePruning < BLOCKS_PER_PRUNING) {
      return;
    }
    storedSincePruning = 0;
    Optional<BlockHeader> settled = holdings.store().header(holdings.store().settledHeight());
    settled.ifPresent(header -> driver.prune(header.epoch(), header.view()));
  }

  private final class Replies implements ChainLinks.Replies {
    @Override
    public void offer(Event event) {
      driver.offer(event);
    }

    @Override
    public void offer(Event event, Block block) {
      driver.offer(event, block);
    }
  }

  private final class Consensus implements LedgerEngine.Consensus {
    @Override
    public boolean isOpen(View view) {
      ReplicaStatus status = driver.status();
      return view.isAfter(status.lastFinal()) && !view.isAfter(status.view().next());
    }

    @Override
    public void read(BlockId id, Consumer<Optional<byte[]>> answer) {
      driver.readBody(id, answer);
    }
  }

  private final class Blocks implements ConsensusPorts.Blocks {
    @Override
    public void build(Effect.Build build) {
      ledger.chain().build(build);
    }

    @Override
    public void check(Effect.Check check) {
      ledger.chain().check(check);
    }

    @Override
    public void journaled(List<BlockId> blocks) {
      ledger.chain().journaled(blocks);
    }

    @Override
    public void learned(Certificate certificate) {
      ledger.chain().learned(certificate);
    }

    @Override
    public void commit(VerifiedCertificate finalization) {
      ledger.chain().commit(finalization);
    }
  }
}
