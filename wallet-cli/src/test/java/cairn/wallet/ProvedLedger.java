package cairn.wallet;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
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
import cairn.ledger.NetworkKind;
import cairn.ledger.NextBlock;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.TreeUpdate;
import cairn.ledger.ValidatorEntry;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.proof.Proof;
import cairn.ledger.store.FinalizedBlock;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.MemoryStore;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A real ledger of one validator in memory, whose proofs a [FakeNode] hands out.
final class ProvedLedger {
  /// Later than any clock, so that no proof is stale.
  static final Timestamp FUTURE = new Timestamp(32_000_000_000_000L);

  static final Timestamp LONG_AGO = new Timestamp(1_000_000_000_000L);

  private static final Ed25519 ED25519 = GlobalOptions.ed25519();

  final Genesis genesis;
  final KeyPair payer = key(1);
  private final KeyPair validator = key(0);
  private final LedgerStore store;
  private final TransactionVerifier verifier;

  ProvedLedger(Timestamp time, PublicKey rich) {
    genesis =
        Genesis.of(
            "local",
            NetworkKind.TEST,
            6,
            "CRN",
            time,
            List.of(new ValidatorEntry("v", validator.publicKey(), 1, validator.publicKey())),
            List.of(
                new GenesisAccount(rich, Amount.of(2_500_000)),
                new GenesisAccount(payer.publicKey(), Amount.of(9_000_000))),
            Parameters.standard());
    store = LedgerStore.create(new MemoryStore(), genesis);
    verifier = new TransactionVerifier(genesis.hash(), ED25519);
    append();
  }

  private static KeyPair key(int number) {
    byte[] seed = new byte[SecretKey.BYTES];
    seed[31] = (byte) (number + 100);
    return KeyPair.of(SecretKey.of(seed), ED25519);
  }

  Transaction payment(long nonce, long units, long validForMillis) {
    TransactionBody body =
        new TransactionBody(
            1,
            payer.publicKey(),
            nonce,
            Amount.of(5_000),
            new Timestamp(genesis.time().millis() + validForMillis),
            "",
            List.of(new Operation.Transfer(validator.publicKey(), Amount.of(units))));
    return verifier.signed(body, List.of(payer));
  }

  /// The next block, a second after its parent.
  void append(Transaction... transactions) {
    List<VerifiedTransaction> verified =
        List.of(transactions).stream().map(t -> (VerifiedTransaction) verifier.verify(t)).toList();
    Height height = store.head().height().next();
    BlockContext context =
        new BlockContext(
            Epoch.ZERO,
            new View(height.number()),
            height,
            new Timestamp(genesis.time().millis() + 1_000 * height.number()),
            validator.publicKey());
    Execution execution = (Execution) Ledger.execute(store.state(), context, verified);
    TreeUpdate tree =
        StateTree.update(
            store.nodes(), height.number() - 1, height.number(), execution.treeChanges());
    BlockHeader header =
        new NextBlock(store.head().header(), store.state(), store.history().root())
            .header(context, execution, tree.root());
    Block block = new Block(header, List.of(transactions));
    VoteVerifier votes =
        new VoteVerifier(Epoch.ZERO, genesis.roster().set(), genesis.hash(), ED25519);
    Vote vote = new Vote.Finalize(Epoch.ZERO, context.view(), block.id());
    VerifiedCertificate finalization =
        VerifiedCertificate.assemble(
            votes.set(), List.of(votes.cast(vote, new ValidatorId(0), validator)));
    store.commit(new FinalizedBlock(block, execution, tree, Optional.of(finalization)));
  }

  Hash hash() {
    return genesis.hash();
  }

  LedgerStore store() {
    return store;
  }

  /// Has a node answer with this ledger's proofs.
  void behind(FakeNode node) {
    node.answer(
        "chain_getInfo",
        _ -> FakeNode.chainInfo("500", 6).replace(FakeNode.GENESIS.toString(), hash().toString()));
    node.answer(
        "chain_getGenesis",
        _ ->
            FakeNode.value(
                "{\"genesisHash\":\"%s\",\"summary\":\"%s\"}"
                    .formatted(hash(), HexFormat.of().formatHex(genesis.summary().encoded()))));
    node.answer(
        "chain_getEpochs", _ -> FakeNode.value("{\"from\":\"0\",\"steps\":[],\"more\":false}"));
    node.answer("state_getProof", params -> entry(params.path("key").asString()));
    node.answer(
        "tx_getProof",
        params ->
            store
                .proofs()
                .transaction(cairn.ledger.TransactionId.parse(params.path("txId").asString()))
                .map(proof -> (Proof) proof)
                .or(() -> expired(params.path("transaction").asString("")))
                .map(ProvedLedger::answer)
                .orElseGet(() -> FakeNode.error(1101, "NOT_FOUND")));
  }

  private String entry(String key) {
    var stateKey =
        cairn.codec.BcsReader.decode(HexFormat.of().parseHex(key), cairn.ledger.StateKey::read);
    return answer(store.proofs().entry(stateKey).orElseThrow());
  }

  private Optional<Proof> expired(String transaction) {
    return transaction.isEmpty()
        ? Optional.empty()
        : store
            .proofs()
            .expired(Transaction.decode(HexFormat.of().parseHex(transaction)).body())
            .map(proof -> proof);
  }

  static String answer(Proof proof) {
    return FakeNode.value(
        "{\"kind\":\"x\",\"height\":\"1\",\"anchorHeight\":\"1\",\"proof\":\"%s\"}"
            .formatted(HexFormat.of().formatHex(proof.encoded())));
  }
}
