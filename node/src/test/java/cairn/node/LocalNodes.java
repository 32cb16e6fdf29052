package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.crypto.SignatureProviders;
import cairn.ledger.Amount;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.Height;
import cairn.ledger.NetworkKind;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.ValidatorEntry;
import cairn.node.api.ChainHead;
import cairn.node.api.LedgerNode;
import cairn.node.api.Submission;
import cairn.node.api.TransactionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Validators of one network in this process: each with a home of its own, over real sockets of the
/// loopback interface and real files. They know the first one's address and find the rest.
final class LocalNodes implements AutoCloseable {
  static final Ed25519 ED25519 = SignatureProviders.best();
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final Genesis genesis;
  private final Hash genesisHash;
  private final List<NodeProcess> running = new ArrayList<>();
  private final List<KeyPair> accounts;
  private int bootstrapPort;

  private LocalNodes(Path folder, Genesis genesis, List<KeyPair> accounts, int count) {
    this.folder = folder;
    this.genesis = genesis;
    this.genesisHash = genesis.hash();
    this.accounts = accounts;
    for (int i = 0; i < count; i++) {
      running.add(null);
    }
  }

  static LocalNodes create(Path folder, int count, int accountCount) {
    List<ValidatorEntry> validators = new ArrayList<>();
    List<NodeInit> homes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NodeInit init = new NodeInit(folder.resolve("node-" + (i + 1)), ED25519);
      validators.add(
          new ValidatorEntry("node-" + (i + 1), init.validatorKey(), 1, key(1000 + i).publicKey()));
      homes.add(init);
    }
    List<KeyPair> accounts = new ArrayList<>();
    List<GenesisAccount> balances = new ArrayList<>();
    for (int i = 0; i < accountCount; i++) {
      accounts.add(key(i));
      balances.add(new GenesisAccount(key(i).publicKey(), Amount.of(1_000_000_000_000L)));
    }
    Genesis genesis =
        Genesis.of(
            "four-nodes",
            NetworkKind.TEST,
            6,
            "CRN",
            new Timestamp(System.currentTimeMillis()),
            validators,
            balances,
            Parameters.localNetwork());
    homes.forEach(home -> home.complete(genesis, Map.of()));
    return new LocalNodes(folder, genesis, accounts, count);
  }

  static KeyPair key(int number) {
    byte[] seed = new byte[SecretKey.BYTES];
    Arrays.fill(seed, (byte) 7);
    seed[0] = (byte) number;
    seed[1] = (byte) (number >> 8);
    seed[2] = (byte) (number >> 16);
    return KeyPair.of(SecretKey.of(seed), ED25519);
  }

  void startAll() {
    for (int i = 0; i < running.size(); i++) {
      start(i);
    }
  }

  /// Makes the home of one more node, which has no vote; its number.
  int addObserver() {
    running.add(null);
    int index = running.size() - 1;
    new NodeInit(home(index), ED25519).complete(genesis, Map.of());
    return index;
  }

  Hash genesisHash() {
    return genesisHash;
  }

  Path home(int index) {
    return folder.resolve("node-" + (index + 1));
  }

  void start(int index) {
    start(index, 0);
  }

  /// @param httpPort 0 for any free one
  void start(int index, int httpPort) {
    Path home = home(index);
    Path validatorKey = home.resolve("keys/validator.json");
    int port = index == 0 ? bootstrapPort : 0;
    NodeConfig config =
        new NodeConfig(
            home,
            "node-" + (index + 1),
            "info",
            Files.exists(validatorKey) ? Optional.of(validatorKey) : Optional.empty(),
            new NodeConfig.Http(new NodeConfig.Endpoint("127.0.0.1", httpPort), List.of()),
            new NodeConfig.Peers(
                new NodeConfig.Endpoint("127.0.0.1", port),
                "127.0.0.1",
                index == 0 ? List.of() : List.of("127.0.0.1:" + bootstrapPort)),
            MempoolLimits.DEFAULT,
            2,
            0);
    NodeProcess process = NodeProcess.start(config, new FailStop(_ -> {}));
    running.set(index, process);
    if (index == 0) {
      bootstrapPort = process.peerPort();
    }
  }

  /// Where JSON-RPC of a node is.
  String rpcUrl(int index) {
    return running.get(index).rpcUrl();
  }

  void stop(int index) {
    running.get(index).close();
    running.set(index, null);
  }

  LedgerNode node(int index) {
    return running.get(index).queries();
  }

  int size() {
    return running.size();
  }

  KeyPair account(int index) {
    return accounts.get(index);
  }

  /// A signed transfer.
  Transaction transfer(int from, long nonce, PublicKey to, long amount) {
    return signed(from, body(from, nonce, to, amount));
  }

  /// What a transfer says; it is good for ten minutes.
  TransactionBody body(int from, long nonce, PublicKey to, long amount) {
    return new TransactionBody(
        Protocol.VERSION_1,
        account(from).publicKey(),
        nonce,
        Amount.of(5_000),
        new Timestamp(System.currentTimeMillis() + 600_000),
        "",
        List.of(new Operation.Transfer(to, Amount.of(amount))));
  }

  Transaction signed(int by, TransactionBody body) {
    return new TransactionVerifier(genesisHash, ED25519).signed(body, List.of(account(by)));
  }

  TransactionId id(Transaction transaction) {
    return transaction.id(genesisHash);
  }

  Submission submit(int index, Transaction transaction) {
    CompletableFuture<List<Submission>> answer = new CompletableFuture<>();
    node(index).submit(List.of(transaction.encoded()), answer::complete);
    return await(answer).getFirst();
  }

  TransactionView awaitEnd(int index, Transaction transaction) {
    CompletableFuture<Boolean> hasEnded = new CompletableFuture<>();
    node(index).await(id(transaction), PATIENCE, () -> hasEnded.complete(true));
    await(hasEnded);
    return node(index).transaction(id(transaction));
  }

  ChainHead awaitHeight(int index, Height height) {
    CompletableFuture<ChainHead> answer = new CompletableFuture<>();
    node(index).awaitHeight(height, PATIENCE, answer::complete);
    return await(answer);
  }

  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      if (running.get(i) != null) {
        stop(i);
      }
    }
  }
}
