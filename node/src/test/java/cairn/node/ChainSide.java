package cairn.node;

import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.TestNetwork;
import cairn.ledger.Timestamp;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.LedgerState;
import cairn.p2p.NodeId;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One validator's chain over a memory store, with everybody around it recorded. It acts as the
/// leader of whatever view it is asked to build for.
final class ChainSide {
  static final Epoch EPOCH = Epoch.ZERO;

  final TestLedger ledger = new TestLedger();
  final ValidatorSet validators = ledger.network.genesis().roster().set();
  final ManualExecutor thread = new ManualExecutor();
  final ManualExecutor storeThread = new ManualExecutor();
  final Mempool mempool;
  final Chain chain;
  final BlockId genesis = ledger.network.genesis().genesisBlock().id();

  final List<Event> replies = new ArrayList<>();
  final List<Block> journaled = new ArrayList<>();
  final List<Block> published = new ArrayList<>();
  final List<BlockId> wanted = new ArrayList<>();
  final List<Height> wantedRanges = new ArrayList<>();
  final List<BlockId> executed = new ArrayList<>();
  final List<ExecutedBlock> finals = new ArrayList<>();
  final List<Boolean> durable = new ArrayList<>();
  final List<BlockId> abandoned = new ArrayList<>();
  final List<BlockId> notarized = new ArrayList<>();
  final List<BlockId> forgotten = new ArrayList<>();
  final List<Height> wrongRuns = new ArrayList<>();
  final List<String> wrongBodies = new ArrayList<>();
  final List<String> stops = new ArrayList<>();

  /// @param leaderOf the view whose leader it is
  ChainSide(long leaderOf) {
    FinalState state = new FinalState(ledger.store);
    this.mempool =
        new Mempool(
            MempoolLimits.DEFAULT, ledger.clock, ledger.genesisChange(), state::account, _ -> {});
    LedgerState head = ledger.store.state();
    this.chain =
        new Chain(
            thread,
            ledger.clock,
            new BlockRules(
                new BlockRules.Place(EPOCH, validators, Optional.of(leader(leaderOf))),
                mempool,
                ledger.clock),
            new ChainTip(
                head.head().id(),
                head.head().header(),
                head,
                ledger.store.nodes(),
                ledger.store.history()),
            new ChainLinks(
                new Replies(), new Bodies(), new Outcome(state), new FailStop(stops::add)));
  }

  PublicKey leader(long view) {
    return validators.validator(leaderId(view)).key();
  }

  ValidatorId leaderId(long view) {
    return validators.leader(EPOCH, new View(view));
  }

  void build(long view, long parentView, BlockId parent) {
    chain.build(new Effect.Build(new View(view), new View(parentView), parent, 0, false));
    thread.runAll();
  }

  /// A block for `view` on `parent` with these transactions, or an empty one.
  Block built(long view, long parentView, BlockId parent, VerifiedTransaction... transactions) {
    for (VerifiedTransaction transaction : transactions) {
      mempool.admit(transaction, Mempool.Origin.PEER);
    }
    chain.build(new Effect.Build(new View(view), new View(parentView), parent, 0, true));
    thread.runAll();
    return published.getLast();
  }

  void check(Block block, long parentView) {
    BlockHeader header = block.header();
    chain.check(
        new Effect.Check(
            header.view(),
            block.id(),
            new View(parentView),
            header.parent(),
            leaderId(header.view().number())));
    thread.runAll();
  }

  /// The body as its proposer sends it.
  VerifiedBody body(Block block) {
    return new VerifiedBody(
        block, verified(block), new BodySource.Sent(peer(0), Optional.empty(), true));
  }

  /// The body as somebody else sends it.
  VerifiedBody relayed(Block block) {
    return new VerifiedBody(
        block, verified(block), new BodySource.Sent(peer(0), Optional.empty(), false));
  }

  /// The body as the validator at this place sends it.
  VerifiedBody from(int validator, Block block) {
    Optional<PublicKey> key = Optional.of(validators.validator(new ValidatorId(validator)).key());
    return new VerifiedBody(
        block, verified(block), new BodySource.Sent(peer(1 + validator), key, false));
  }

  VerifiedBody fromJournal(Block block) {
    return new VerifiedBody(block, verified(block), new BodySource.Journal());
  }

  void arrive(VerifiedBody body) {
    chain.bodyArrived(body);
    thread.runAll();
  }

  /// A block like another, but for its place and time. No body that fits it is known.
  static Block moved(Block block, Height height, BlockId parent, Timestamp time) {
    return new Block(
        changed(
            block.header(),
            height,
            parent,
            time,
            block.header().txRoot(),
            block.header().stateRoot()),
        block.transactions());
  }

  static Block withStateRoot(Block block, Hash stateRoot) {
    BlockHeader header = block.header();
    return withRoots(block, header.txRoot(), stateRoot);
  }

  /// A block as it would be if its transactions had other receipts.
  static Block withTxRoot(Block block, Hash txRoot) {
    return withRoots(block, txRoot, block.header().stateRoot());
  }

  private static Block withRoots(Block block, Hash txRoot, Hash stateRoot) {
    BlockHeader header = block.header();
    return new Block(
        changed(header, header.height(), header.parent(), header.timestamp(), txRoot, stateRoot),
        block.transactions());
  }

  private static BlockHeader changed(
      BlockHeader header,
      Height height,
      BlockId parent,
      Timestamp time,
      Hash txRoot,
      Hash stateRoot) {
    return new BlockHeader(
        header.protocol(),
        header.genesis(),
        header.epoch(),
        header.view(),
        height,
        parent,
        time,
        header.proposer(),
        txRoot,
        stateRoot,
        header.historyRoot(),
        header.signers(),
        header.nextSigners());
  }

  void commit(Block block) {
    chain.commit(finalization(block));
    thread.runAll();
  }

  void runStore() {
    while (!storeThread.isIdle()) {
      storeThread.runAll();
      thread.runAll();
    }
  }

  VerifiedCertificate finalization(Block block) {
    return certificate(new Vote.Finalize(EPOCH, block.header().view(), block.id()));
  }

  /// Three of the four cast that vote.
  VerifiedCertificate certificate(Vote vote) {
    VoteVerifier verifier =
        new VoteVerifier(EPOCH, validators, ledger.network.genesisHash(), new KeyedHashEd25519());
    List<VerifiedVote> votes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      votes.add(verifier.cast(vote, new ValidatorId(i), ledger.network.validatorKeys().get(i)));
    }
    return VerifiedCertificate.assemble(validators, votes);
  }

  private List<VerifiedTransaction> verified(Block block) {
    return block.transactions().stream()
        .map(transaction -> (VerifiedTransaction) ledger.network.verifier().verify(transaction))
        .toList();
  }

  /// Time passes, and what it brings is done.
  void advance(Duration time) {
    ledger.clock.advance(time);
    thread.runAll();
  }

  private static NodeId peer(int number) {
    return NodeId.of(TestNetwork.of(8).account(number).publicKey());
  }

  private final class Replies implements ChainLinks.Replies {
    @Override
    public void offer(Event event) {
      replies.add(event);
    }

    @Override
    public void offer(Event event, Block block) {
      journaled.add(block);
      replies.add(event);
    }
  }

  private final class Bodies implements ChainLinks.Bodies {
    @Override
    public void publish(Block block) {
      published.add(block);
    }

    @Override
    public void want(BlockId block, View view, Optional<PublicKey> proposer) {
      wanted.add(block);
    }

    @Override
    public void wantRange(BlockHeader head, Height target, VerifiedCertificate finalization) {
      wantedRanges.add(target);
    }

    @Override
    public void executed(Block block) {
      executed.add(block.id());
    }

    @Override
    public void released(BlockId block) {
      executed.remove(block);
    }

    @Override
    public void wrongBody(NodeId from, String why) {
      wrongBodies.add(why);
    }

    @Override
    public void wrongRun(BlockHeader head, VerifiedBody body) {
      wrongRuns.add(head.height());
    }

    @Override
    public void settled(BlockHeader head) {}
  }

  private final class Outcome implements ChainLinks.Outcome {
    private final FinalState state;
    private final StoreWriter writer;

    private Outcome(FinalState state) {
      this.state = state;
      this.writer = new StoreWriter(storeThread, ledger.store, new FailStop(stops::add), 0);
    }

    @Override
    public void notarized(ExecutedBlock block) {
      notarized.add(block.id());
    }

    @Override
    public void forgotten(ExecutedBlock block) {
      forgotten.add(block.id());
    }

    @Override
    public void abandoned(ExecutedBlock block, boolean wasNotarized) {
      abandoned.add(block.id());
    }

    @Override
    public void isFinal(ExecutedBlock block, Finality finality) {
      finals.add(block);
      durable.add(finality.isDurable());
      state.publish(block, finality.over());
      writer.commit(block, finality.over(), chain::stored);
    }

    @Override
    public void isStored(LedgerState stored) {
      state.stored(stored);
    }
  }
}
