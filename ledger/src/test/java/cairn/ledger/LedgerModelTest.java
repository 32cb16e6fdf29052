package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random blocks against a model that keeps big integers and knows nothing of cells and undo lists.
class LedgerModelTest {
  private static final int ACCOUNTS = 12;
  private static final int BLOCKS = 40;

  private record Entry(long nonce, BigInteger balance) {}

  /// The naive ledger: copies the whole state to be able to go back.
  private static final class Model {
    private final TestNetwork network;
    private Map<PublicKey, Entry> accounts = new TreeMap<>();

    Model(TestNetwork network) {
      this.network = network;
      for (GenesisAccount account : network.genesis().accounts()) {
        accounts.put(account.key(), new Entry(0, exact(account.balance())));
      }
    }

    Entry entry(PublicKey key) {
      return accounts.getOrDefault(key, new Entry(0, BigInteger.ZERO));
    }

    BigInteger supply() {
      return accounts.values().stream()
          .map(Entry::balance)
          .reduce(BigInteger.ZERO, BigInteger::add);
    }

    boolean mayFollow(TransactionBody body) {
      Entry sender = entry(body.sender());
      return body.nonce() == sender.nonce() && sender.balance().compareTo(exact(body.fee())) >= 0;
    }

    boolean apply(TransactionBody body) {
      Entry sender = entry(body.sender());
      accounts.put(
          body.sender(),
          new Entry(sender.nonce() + 1, sender.balance().subtract(exact(body.fee()))));
      Map<PublicKey, Entry> before = new TreeMap<>(accounts);
      for (Operation operation : body.operations()) {
        if (!(operation instanceof Operation.Transfer(PublicKey recipient, Amount amount))) {
          throw new IllegalArgumentException("the model knows transfers only");
        }
        add(body.sender(), exact(amount).negate());
        if (entry(body.sender()).balance().signum() < 0) {
          accounts = before;
          return false;
        }
        add(recipient, exact(amount));
      }
      return true;
    }

    void add(PublicKey key, BigInteger units) {
      Entry entry = entry(key);
      accounts.put(key, new Entry(entry.nonce(), entry.balance().add(units)));
    }

    static BigInteger exact(Amount amount) {
      return new BigInteger(amount.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void agreesWithTheNaiveLedgerAndConservesTheSupply(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestNetwork network = TestNetwork.of(ACCOUNTS / 2);
    Model model = new Model(network);
    BigInteger supply = model.supply();
    LedgerView view = network.genesis().initialView();
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    network.genesis().initialState().forEach((key, entry) -> entries.put(key.treeKey(), entry));
    NodeSource nodes = StateTree.create(0, entries).over(NodeSource.NONE);

    for (long height = 1; height <= BLOCKS; height++) {
      List<VerifiedTransaction> transactions = new ArrayList<>();
      List<Boolean> successes = new ArrayList<>();
      BigInteger fees = BigInteger.ZERO;
      for (int i = random.nextInt(20); i > 0; i--) {
        VerifiedTransaction transaction = randomTransaction(random, network, model);
        if (model.mayFollow(transaction.body())) {
          successes.add(model.apply(transaction.body()));
          transactions.add(transaction);
          fees = fees.add(Model.exact(transaction.body().fee()));
        }
      }
      model.add(network.payout(height), fees);

      Execution execution =
          assertInstanceOf(
              Execution.class, Ledger.execute(view, network.context(height), transactions));

      view = view.after(execution);
      TreeUpdate update = StateTree.update(nodes, height - 1, height, execution.treeChanges());
      nodes = update.over(nodes);
      assertEquals(successes, successes(execution));
      assertEquals(fees, Model.exact(execution.fees()));
      assertEquals(supply, model.supply());
      agree(network, model, view, nodes, height);
    }
  }

  private static void agree(
      TestNetwork network, Model model, LedgerView view, NodeSource nodes, long height) {
    List<PublicKey> keys = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      keys.add(network.address(i));
    }
    network.genesis().validators().forEach(validator -> keys.add(validator.operator()));
    BigInteger total = BigInteger.ZERO;
    for (PublicKey key : keys) {
      Account account = view.account(key);
      assertEquals(model.entry(key).nonce(), account.nonce());
      assertEquals(model.entry(key).balance(), Model.exact(account.balance()));
      assertEquals(
          account,
          StateTree.read(nodes, height, StateKey.account(key).treeKey())
              .map(Account::decode)
              .orElse(Account.EMPTY));
      total = total.add(Model.exact(account.balance()));
    }
    assertEquals(model.supply(), total);
  }

  private static List<Boolean> successes(Execution execution) {
    return execution.receipts().stream()
        .map(receipt ->
            switch (receipt) {
              case Receipt.Succeeded _ -> true;
              case Receipt.Failed _ -> false;
            })
        .toList();
  }

  /// Mostly the next nonce of its sender, at times a wrong one; amounts that are at times too
  /// large.
  private static VerifiedTransaction randomTransaction(
      SplittableRandom random, TestNetwork network, Model model) {
    int from = random.nextInt(ACCOUNTS);
    Entry sender = model.entry(network.address(from));
    long nonce = sender.nonce() + (random.nextInt(8) == 0 ? random.nextInt(3) : 0);
    Operation[] operations = new Operation[1 + random.nextInt(4)];
    for (int i = 0; i < operations.length; i++) {
      long bound = Math.max(2, sender.balance().longValueExact() * 2 / operations.length);
      operations[i] = network.pay(random.nextInt(ACCOUNTS), 1 + random.nextLong(bound));
    }
    TransactionBody body = network.body(from, nonce, operations);
    return network.verified(
        Bodies.withFee(body, 1_000 + random.nextInt(5_000)), network.account(from));
  }
}
