package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.disk.RealDisk;
import cairn.ledger.Amount;
import cairn.ledger.Block;
import cairn.ledger.BlockContext;
import cairn.ledger.Execution;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.Height;
import cairn.ledger.Ledger;
import cairn.ledger.NetworkKind;
import cairn.ledger.NextBlock;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.TreeUpdate;
import cairn.ledger.ValidatorEntry;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.FinalizedBlock;
import cairn.ledger.store.LedgerStore;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The home of a node that is not running, of a network of one validator, with as many real blocks
/// in its ledger store as a test wants: real signatures, and the real rules.
final class GrownHome {
  static final Ed25519 ED25519 = LocalNodes.ED25519;
  static final int ACCOUNTS = 6;
  private static final long START = 1_700_000_000_000L;

  final Path path;
  final NodeHome home;
  final Genesis genesis;
  private final KeyPair validator;
  private final TransactionVerifier verifier;
  private final VoteVerifier votes;
  private final Map<Integer, Long> nonces = new HashMap<>();

  /// @param network tells networks apart
  GrownHome(Path path, String network) {
    this.path = path;
    NodeInit init = new NodeInit(path, ED25519);
    this.validator = LocalNodes.key(900);
    List<GenesisAccount> accounts = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(new GenesisAccount(account(i).publicKey(), Amount.of(1_000_000_000_000L)));
    }
    this.genesis =
        Genesis.of(
            network,
            NetworkKind.TEST,
            6,
            "CRN",
            new Timestamp(START),
            List.of(
                new ValidatorEntry("v", validator.publicKey(), 1, LocalNodes.key(901).publicKey())),
            accounts,
            Parameters.localNetwork());
    init.nodeKey();
    this.home = init.complete(genesis, Map.of());
    this.verifier = new TransactionVerifier(genesis.hash(), ED25519);
    this.votes = new VoteVerifier(Epoch.ZERO, genesis.roster().set(), genesis.hash(), ED25519);
  }

  static KeyPair account(int i) {
    return LocalNodes.key(800 + i);
  }

  RealDisk disk() {
    return new RealDisk(home.data());
  }

  LedgerStore open() {
    return DataFolder.openStore(disk(), genesis);
  }

  /// Commits so many blocks of a few payments each.
  List<Block> grow(int blocks) {
    List<Block> made = new ArrayList<>();
    try (LedgerStore store = open()) {
      for (int i = 0; i < blocks; i++) {
        List<VerifiedTransaction> payments = new ArrayList<>();
        for (int payer = 0; payer < 3 && i % 4 != 3; payer++) {
          payments.add(
              signed(payer, new Operation.Transfer(account(payer + 1).publicKey(), Amount.of(5))));
        }
        made.add(commit(store, payments, true));
      }
    }
    return made;
  }

  VerifiedTransaction signed(int by, Operation... operations) {
    TransactionBody body =
        new TransactionBody(
            Protocol.VERSION_1,
            account(by).publicKey(),
            nonces.merge(by, 1L, Long::sum) - 1,
            Amount.of(100_000),
            new Timestamp(START + 3_600_000),
            "",
            List.of(operations));
    return (VerifiedTransaction) verifier.verify(verifier.signed(body, List.of(account(by))));
  }

  /// Commits a block; `isCertified` says whether with a finalization of its own.
  Block commit(LedgerStore store, List<VerifiedTransaction> transactions, boolean isCertified) {
    ExecutedBlock next = next(store, transactions);
    Optional<VerifiedCertificate> own =
        isCertified ? Optional.of(finalization(next.block())) : Optional.empty();
    store.commit(new FinalizedBlock(next.block(), next.execution(), next.tree(), own));
    return next.block();
  }

  /// The block of these transactions on the store's head, which stays where it is.
  ExecutedBlock next(LedgerStore store, List<VerifiedTransaction> transactions) {
    Height height = store.head().height().next();
    BlockContext context =
        new BlockContext(
            Epoch.ZERO,
            new View(height.number()),
            height,
            new Timestamp(START + 100 * height.number()),
            validator.publicKey());
    Execution execution = (Execution) Ledger.execute(store.state(), context, transactions);
    TreeUpdate tree =
        StateTree.update(
            store.nodes(), height.number() - 1, height.number(), execution.treeChanges());
    NextBlock next = new NextBlock(store.head().header(), store.state(), store.history().root());
    Block block =
        new Block(
            next.header(context, execution, tree.root()),
            transactions.stream().map(VerifiedTransaction::transaction).toList());
    return new ExecutedBlock(
        block, execution, tree, store.history().append(block.id().hash().bytes()));
  }

  VerifiedCertificate finalization(Block block) {
    Vote vote = new Vote.Finalize(Epoch.ZERO, block.header().view(), block.id());
    return VerifiedCertificate.assemble(
        genesis.roster().set(), List.of(votes.cast(vote, new ValidatorId(0), validator)));
  }

  /// What one command left.
  record Ended(int exit, String out, String err) {
    JsonNode json() {
      return JsonMapper.builder().build().readTree(out);
    }
  }

  /// Runs a command on this home.
  Ended cairnd(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--home");
    all.add(path.toString());
    return run(all.toArray(String[]::new));
  }

  static Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        CairnNode.run(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Ended(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
