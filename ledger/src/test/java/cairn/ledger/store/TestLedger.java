package cairn.ledger.store;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.ledger.Amount;
import cairn.ledger.Block;
import cairn.ledger.BlockContext;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.Height;
import cairn.ledger.Ledger;
import cairn.ledger.LedgerView;
import cairn.ledger.NetworkKind;
import cairn.ledger.NodeSource;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.Roster;
import cairn.ledger.StateKey;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.TreeUpdate;
import cairn.ledger.ValidatorEntry;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A network of one validator and many accounts, which makes blocks of random transfers with the
/// real rules and the fast signatures of tests.
final class TestLedger {
  private static final KeyedHashEd25519 ED25519 = new KeyedHashEd25519();
  private static final Amount FEE = new Amount(1_000_000);

  final Genesis genesis;
  final Hash genesisHash;
  final List<KeyPair> accounts = new ArrayList<>();
  private final KeyPair validator = key(-1);
  private final TransactionVerifier verifier;
  private final VoteVerifier votes;
  private final Random random;
  private final Map<PublicKey, Long> nonces = new HashMap<>();

  /// What [#next] took so far, for [CommitMeasurement].
  long executeNanos;

  long treeNanos;

  TestLedger(long seed, int accountCount) {
    this.random = new Random(seed);
    List<GenesisAccount> funded = new ArrayList<>();
    for (int i = 0; i < accountCount; i++) {
      KeyPair account = key(i);
      accounts.add(account);
      funded.add(new GenesisAccount(account.publicKey(), new Amount(1L << 50)));
    }
    this.genesis =
        Genesis.of(
            "test",
            NetworkKind.TEST,
            6,
            "CRN",
            new Timestamp(1_700_000_000_000L),
            List.of(new ValidatorEntry("v", validator.publicKey(), 1, validator.publicKey())),
            funded,
            Parameters.standard());
    this.genesisHash = genesis.hash();
    this.verifier = new TransactionVerifier(genesisHash, ED25519);
    this.votes = new VoteVerifier(Epoch.ZERO, genesis.roster().set(), genesisHash, ED25519);
  }

  private static KeyPair key(int number) {
    byte[] seed = ByteBuffer.allocate(32).putInt(number).array();
    return KeyPair.of(SecretKey.of(seed), ED25519);
  }

  VerifiedCertificate verified(Certificate certificate) {
    return votes.verify(certificate).orElseThrow();
  }

  /// Goes on with the nonces that a ledger has come to.
  void adopt(LedgerView state) {
    for (KeyPair account : accounts) {
      nonces.put(account.publicKey(), state.account(account.publicKey()).nonce());
    }
  }

  VerifiedTransaction verified(Transaction transaction) {
    return (VerifiedTransaction) verifier.verify(transaction);
  }

  /// A key that has no account, unless a transfer went to it by chance.
  KeyPair newcomer(int number) {
    return key(-2 - number);
  }

  /// Transfers between random accounts that will all apply, if all of them are committed in order.
  List<VerifiedTransaction> transfers(int count) {
    List<VerifiedTransaction> transfers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      KeyPair sender = accounts.get(random.nextInt(accounts.size()));
      PublicKey recipient =
          random.nextInt(50) == 0
              ? key(accounts.size() + random.nextInt(1 << 20)).publicKey()
              : accounts.get(random.nextInt(accounts.size())).publicKey();
      long nonce = nonces.merge(sender.publicKey(), 1L, Long::sum) - 1;
      TransactionBody body =
          new TransactionBody(
              Protocol.VERSION_1,
              sender.publicKey(),
              nonce,
              FEE,
              genesis.time().plus(Duration.ofHours(2)),
              "",
              List.of(new Operation.Transfer(recipient, new Amount(1 + random.nextInt(1000)))));
      transfers.add((VerifiedTransaction) verifier.verify(verifier.signed(body, List.of(sender))));
    }
    return transfers;
  }

  /// The block of these transactions on the store's head, final by its own certificate.
  FinalizedBlock next(LedgerStore store, List<VerifiedTransaction> transactions) {
    return next(store.head(), store.history(), store.state(), store.nodes(), transactions);
  }

  FinalizedBlock next(
      Head parent,
      MerkleMountainRange history,
      LedgerView state,
      NodeSource nodes,
      List<VerifiedTransaction> transactions) {
    Height height = parent.height().next();
    BlockContext context =
        new BlockContext(
            Epoch.ZERO,
            new View(height.number()),
            height,
            new Timestamp(genesis.time().millis() + 100 * height.number()),
            validator.publicKey());
    long start = CommitMeasurement.threadCpu();
    Execution execution = (Execution) Ledger.execute(state, context, transactions);
    long executed = CommitMeasurement.threadCpu();
    TreeUpdate tree =
        StateTree.update(nodes, parent.height().number(), height.number(), execution.treeChanges());
    executeNanos += executed - start;
    treeNanos += CommitMeasurement.threadCpu() - executed;
    Hash set = genesis.roster().set().hash();
    BlockHeader header =
        new BlockHeader(
            Protocol.VERSION_1,
            genesisHash,
            context.epoch(),
            context.view(),
            height,
            parent.id(),
            context.timestamp(),
            context.proposer(),
            execution.txRoot(),
            tree.root(),
            history.root(),
            set,
            set);
    Block block =
        new Block(header, transactions.stream().map(VerifiedTransaction::transaction).toList());
    return new FinalizedBlock(
        block, execution, tree, Optional.of(finalization(block.id(), height)));
  }

  /// An empty block after which others validate, as governance will make it.
  FinalizedBlock lastOfEpoch(LedgerStore store, Roster next) {
    FinalizedBlock plain = next(store, List.of());
    Execution execution =
        new Execution(
            List.of(),
            List.of(),
            new TreeMap<>(Map.of(new StateKey.Validators(), Optional.of(next.encoded()))),
            Amount.ZERO,
            List.of());
    BlockHeader header = plain.block().header();
    TreeUpdate tree =
        StateTree.update(
            store.nodes(),
            store.head().height().number(),
            header.height().number(),
            execution.treeChanges());
    Block block =
        new Block(
            new BlockHeader(
                header.protocol(),
                header.genesis(),
                header.epoch(),
                header.view(),
                header.height(),
                header.parent(),
                header.timestamp(),
                header.proposer(),
                // The root over a transaction: no epoch ends without one.
                Hash.ZERO,
                tree.root(),
                header.historyRoot(),
                header.signers(),
                next.set().hash()),
            List.of());
    return new FinalizedBlock(
        block, execution, tree, Optional.of(finalization(block.id(), header.height())));
  }

  /// What the rules make of a block's transactions on a state.
  static Execution execute(LedgerView state, FinalizedBlock block) {
    return (Execution)
        Ledger.execute(state, block.block().header().context(), block.execution().transactions());
  }

  static boolean names(VerifiedTransaction transaction, PublicKey account) {
    return transaction.body().sender().equals(account)
        || transaction.body().operations().stream()
            .anyMatch(operation -> ((Operation.Transfer) operation).recipient().equals(account));
  }

  private VerifiedCertificate finalization(BlockId block, Height height) {
    Vote vote = new Vote.Finalize(Epoch.ZERO, new View(height.number()), block);
    return VerifiedCertificate.assemble(
        genesis.roster().set(), List.of(votes.cast(vote, new ValidatorId(0), validator)));
  }
}
