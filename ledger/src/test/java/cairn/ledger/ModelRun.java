package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// One seed's random blocks, given to the ledger and to the [NaiveLedger].
final class ModelRun {
  private static final int GENESIS_ACCOUNTS = 6;
  private static final int OTHER_ACCOUNTS = 6;
  private static final long POWER = 100;
  private static final int KEPT_EPOCHS = 2;
  private static final int MAX_SIGNED_OPERATIONS = 4;
  private static final int NAIVE_TREE_EVERY = 50;
  private static final long[] DEPOSITS = {70, 0, 5_000};

  private final long seed;
  private final SplittableRandom random;
  private final TestNetwork network;
  private final Map<PublicKey, KeyPair> keys = new TreeMap<>();
  private final List<PublicKey> accounts;

  private final NaiveLedger model;
  private final NaiveAdmission admission;
  private final RandomOperations operations;

  private final TreeMap<StateKey, byte[]> state = new TreeMap<>();
  private final LedgerView view = key -> Optional.ofNullable(state.get(key));
  private final Map<NodeKey, TreeNode> nodes = new HashMap<>();
  private final TreeSet<String> outcomes = new TreeSet<>();
  private long height;
  private int transactions;

  ModelRun(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    Amount deposit = Amount.of(DEPOSITS[Math.floorMod(seed, DEPOSITS.length)]);
    KeyedHashEd25519 ed25519 = new KeyedHashEd25519();
    this.network =
        TestNetwork.of(GENESIS_ACCOUNTS, ed25519, parameters(deposit, seed % 2 == 0), POWER);
    for (int i = 0; i < GENESIS_ACCOUNTS + OTHER_ACCOUNTS; i++) {
      keys.put(network.address(i), network.account(i));
    }
    // Where the fees go, so that money comes round.
    for (int i = 0; i < RandomGovernance.OPERATORS; i++) {
      keys.put(network.operator(i).publicKey(), network.operator(i));
    }
    this.accounts = List.copyOf(keys.keySet());
    this.model =
        new NaiveLedger(
            RealEntries.numbers(network.genesis().parameters()),
            RealEntries.council(network.genesis().roster()));
    this.admission = new NaiveAdmission(model);
    PublicKey vault = TestNetwork.key(ed25519, "vault", 0).publicKey();
    this.operations =
        new RandomOperations(
            random, accounts, vault, model, new RandomGovernance(random, network, model));
    begin(vault);
  }

  private static Parameters parameters(Amount deposit, boolean removesEquivocators) {
    Parameters parameters = OperationBench.parametersWithDeposit(deposit);
    return new Parameters(
        parameters.timing(),
        parameters.blockLimits(),
        parameters.maxValidity(),
        parameters.fees(),
        parameters.keptViews(),
        KEPT_EPOCHS,
        removesEquivocators);
  }

  /// The genesis state, and an account that no genesis allows: with it there is more than 2^64-1,
  /// so that a balance can overflow.
  private void begin(PublicKey vault) {
    Amount nearlyAll = new Amount(-200);
    state.putAll(network.genesis().initialState());
    state.put(StateKey.account(vault), new Account(0, nearlyAll).encoded());
    for (GenesisAccount account : network.genesis().accounts()) {
      model.endow(account.key(), NaiveLedger.exact(account.balance()));
    }
    model.endow(vault, NaiveLedger.exact(nearlyAll));
    nodes.putAll(StateTree.create(0, places()).newNodes());
  }

  /// What became of transactions: `OK`, and codes of reasons.
  TreeSet<String> outcomes() {
    return outcomes;
  }

  int transactions() {
    return transactions;
  }

  void run(int count) {
    BigInteger supply = model.supply();
    while (transactions < count) {
      height++;
      try {
        block();
        assertEquals(supply, model.supply());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("block " + height + ", run it alone with -Dseed=" + seed, e);
      }
    }
  }

  private void block() {
    BlockContext context = TestNetwork.context(view.roster(), height);
    long now = context.timestamp().millis();
    model.begin(height);
    agreeOnAdmission(candidate(now), now);
    List<VerifiedTransaction> block = new ArrayList<>();
    List<String> receipts = new ArrayList<>();
    BigInteger fees = BigInteger.ZERO;
    boolean hasRefused = false;
    for (int i = 1 + random.nextInt(24); i > 0; i--) {
      VerifiedTransaction candidate = candidate(now);
      if (refusal(candidate, now).isEmpty()) {
        block.add(candidate);
        receipts.add(model.apply(candidate.body(), candidate.id(), now));
        fees = fees.add(NaiveLedger.exact(candidate.body().fee()));
      } else if (!hasRefused) {
        hasRefused = true;
        isInvalid(context, block, candidate);
      }
    }
    model.payOut(fees);
    transactions += block.size();
    execute(context, block, receipts, fees);
  }

  private void execute(
      BlockContext context,
      List<VerifiedTransaction> block,
      List<String> receipts,
      BigInteger fees) {
    Execution execution = assertInstanceOf(Execution.class, Ledger.execute(view, context, block));

    assertEquals(receipts, execution.receipts().stream().map(RealEntries::receipt).toList());
    assertEquals(fees, NaiveLedger.exact(execution.fees()));
    TreeUpdate update = StateTree.update(this::node, height - 1, height, execution.treeChanges());
    nodes.putAll(update.newNodes());
    update.staleNodes().forEach(nodes::remove);
    execution
        .changes()
        .forEach((key, entry) -> {
          entry.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key));
          assertArrayEquals(
              entry.orElse(null),
              StateTree.read(this::node, height, key.treeKey()).orElse(null),
              key.toString());
        });
    assertEquals(model.entries(), RealEntries.of(state));
    agreeOnAssets();
    if (height % NAIVE_TREE_EVERY == 0) {
      assertEquals(NaiveTree.root(places()), update.root());
    }
    receipts.forEach(receipt -> outcomes.add(receipt.replaceFirst("^\\d+ (\\w+) .*", "$1")));
  }

  private void agreeOnAssets() {
    model
        .entries()
        .forEach((key, entry) -> {
          if (entry instanceof NaiveEntry.Coin coin) {
            assertEquals(coin.supply(), model.held(key.substring("asset ".length())), key);
          }
        });
  }

  private void agreeOnAdmission(VerifiedTransaction candidate, long now) {
    assertEquals(
        refusal(candidate, now),
        Ledger.refusal(view, new Timestamp(now), candidate)
            .map(rejection -> rejection.code().name()));
  }

  private void isInvalid(
      BlockContext context, List<VerifiedTransaction> block, VerifiedTransaction refused) {
    List<VerifiedTransaction> longer = new ArrayList<>(block);
    longer.add(refused);
    InvalidBlock invalid =
        assertInstanceOf(InvalidBlock.class, Ledger.execute(view, context, longer));
    assertEquals(InvalidBlock.Rule.TRANSACTION, invalid.rule());
  }

  private Optional<String> refusal(VerifiedTransaction candidate, long now) {
    return admission.refusal(
        candidate.body(), candidate.signers(), candidate.transaction().size(), now);
  }

  /// Mostly one that may stand in the block; at times with one thing wrong.
  private VerifiedTransaction candidate(long now) {
    PublicKey sender = accounts.get(random.nextInt(accounts.size()));
    int wrong = random.nextInt(40);
    List<KeyPair> signers = signers(wrong, model.purse(sender), sender);
    long nonce = model.purse(sender).nonce().longValueExact() + (wrong == 1 ? 1 : 0);
    long window = admission.maxValidityMillis();
    long validUntil = now + (wrong == 2 ? -1 : wrong == 3 ? window + 1 : random.nextLong(window));
    TransactionBody body =
        new TransactionBody(
            Protocol.VERSION_1,
            sender,
            wrong == 4 ? Math.max(0, nonce - 1) : nonce,
            Amount.ZERO,
            new Timestamp(validUntil),
            "",
            operations(sender, now));
    int bytes = network.verifier().signed(body, signers).size();
    long least = admission.leastFee(body.operations().size(), bytes).longValueExact();
    long fee = wrong == 5 ? least - 1 : least + random.nextInt(1_000);
    return assertInstanceOf(
        VerifiedTransaction.class,
        network.verifier().verify(network.verifier().signed(Bodies.withFee(body, fee), signers)));
  }

  private List<Operation> operations(PublicKey sender, long now) {
    int count = random.nextInt(50) == 0 ? 1 + random.nextInt(100) : 1 + random.nextInt(3);
    int signed = 0;
    List<Operation> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Operation next = operations.next(sender, now);
      signed += OperationRules.isSigned(next) ? 1 : 0;
      if (!OperationRules.isSigned(next) || signed <= MAX_SIGNED_OPERATIONS) {
        list.add(next);
      }
    }
    return list;
  }

  private List<KeyPair> signers(int wrong, NaiveEntry.Purse purse, PublicKey self) {
    if (wrong == 0) {
      return someSigners();
    }
    if (purse.members().isEmpty()) {
      return List.of(keys.get(self));
    }
    return wrong < 10 ? purse.members().keySet().stream().map(keys::get).toList() : signers(purse);
  }

  /// Some of the keys that the account asks for, as many as it takes.
  private List<KeyPair> signers(NaiveEntry.Purse purse) {
    List<PublicKey> order = new ArrayList<>(purse.members().keySet());
    Collections.shuffle(order, new Random(random.nextLong()));
    List<PublicKey> chosen = new ArrayList<>(order);
    long sum = order.stream().mapToLong(purse.members()::get).sum();
    for (PublicKey key : order) {
      if (sum - purse.members().get(key) >= purse.threshold()) {
        sum -= purse.members().get(key);
        chosen.remove(key);
      }
    }
    return chosen.stream().map(keys::get).toList();
  }

  private List<KeyPair> someSigners() {
    TreeSet<PublicKey> chosen = new TreeSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      chosen.add(accounts.get(random.nextInt(accounts.size())));
    }
    return chosen.stream().map(keys::get).toList();
  }

  private Optional<TreeNode> node(NodeKey key) {
    return Optional.ofNullable(nodes.get(key));
  }

  private TreeMap<Hash, byte[]> places() {
    TreeMap<Hash, byte[]> places = new TreeMap<>();
    state.forEach((key, entry) -> places.put(key.treeKey(), entry));
    return places;
  }
}
