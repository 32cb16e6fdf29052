package cairn.node;

import cairn.codec.BcsWriter;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.Parameters;
import cairn.ledger.Transaction;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What takes blocks and transactions from peers, over a recorded network; the work of the pool
/// waits until a test runs it.
final class RelaySide {
  /// Makes blocks: the leader of view 1.
  final ChainSide maker = new ChainSide(1);

  final TestLedger ledger = maker.ledger;
  final RecordingNetwork network = new RecordingNetwork();
  final ManualExecutor workers = new ManualExecutor();
  final VerifierPool pool = new VerifierPool(workers);
  final Mempool mempool;
  final TransactionIntake transactions;
  final BodyVerifier bodyVerifier;
  final BlockStash stash = new BlockStash();
  final BodyFetch fetch;
  final BlockRelay relay;
  final BlockRelay.Network links;
  final List<VerifiedBody> arrived = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final Map<BlockId, byte[]> journal = new HashMap<>();
  final Peer proposer;
  Parameters.BlockLimits limits = Parameters.standard().blockLimits();

  RelaySide() {
    FinalState state = new FinalState(ledger.store);
    this.mempool =
        new Mempool(
            MempoolLimits.DEFAULT, ledger.clock, ledger.genesisChange(), state::account, _ -> {});
    this.links = new BlockRelay.Network(network, ledger.clock, pool);
    this.transactions =
        new TransactionIntake(
            ledger.network.verifier(), pool, mempool, new TransactionPush(network, ledger.clock));
    this.bodyVerifier = new BodyVerifier(pool, transactions);
    BodyIntake intake =
        new BodyIntake(maker.validators, bodyVerifier, new Bounds(), new Arrivals());
    HeldBodies held =
        new HeldBodies(
            stash, state, (id, answer) -> answer.accept(Optional.ofNullable(journal.get(id))));
    this.fetch = new BodyFetch(links, intake, held);
    this.relay = new BlockRelay(links, mempool, intake, stash, fetch);
    this.proposer = network.connect(100, Optional.of(maker.leader(1)));
  }

  /// The block of view 1 with these transactions.
  Block block(VerifiedTransaction... all) {
    return maker.built(1, 0, maker.genesis, all);
  }

  /// A validator that does not lead view 1.
  PublicKey otherValidator() {
    return ledger.network.validatorKeys().stream()
        .map(KeyPair::publicKey)
        .filter(key -> !key.equals(maker.leader(1)))
        .findFirst()
        .orElseThrow();
  }

  List<BlockId> arrivedBlocks() {
    return arrived.stream().map(body -> body.block().id()).toList();
  }

  /// The bytes of what was sent last of that type.
  byte[] lastSent(MessageType type) {
    return network.sent(type).getLast().message();
  }

  static byte[] transactionsMessage(BlockId id, List<Transaction> transactions) {
    BcsWriter writer = new BcsWriter();
    id.write(writer);
    return writer
        .list(transactions, (w, transaction) -> w.bytes(transaction.encoded()))
        .toByteArray();
  }

  /// The replica is in view 1.
  private final class Bounds implements BodyIntake.Bounds {
    @Override
    public Parameters.BlockLimits limits() {
      return limits;
    }

    @Override
    public boolean isOpen(View view) {
      return view.number() == 1 || view.number() == 2;
    }
  }

  private final class Arrivals implements BodyIntake.Sink {
    @Override
    public void bodyArrived(VerifiedBody body) {
      fetch.arrived(body.block().id());
      arrived.add(body);
    }

    @Override
    public void bodyRefused(Block block, String why) {
      refused.add(why);
    }
  }
}
