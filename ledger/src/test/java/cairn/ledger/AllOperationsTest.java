package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random transactions of all operations: what no rule may ever break, whatever they come to.
class AllOperationsTest {
  private static final int BLOCKS = 150;
  private static final int ACCOUNTS = 6;

  private final TestNetwork network =
      TestNetwork.of(ACCOUNTS, new KeyedHashEd25519(), withDeposit());
  private final TreeMap<StateKey, byte[]> state = new TreeMap<>();
  private final TreeSet<String> outcomes = new TreeSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void moneyIsConservedAndTheTreeAgreesAfterEveryBlock(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomOperations operations = new RandomOperations(random, network);
    LedgerView view = network.genesis().initialView();
    TreeMap<Hash, byte[]> places = new TreeMap<>();
    network
        .genesis()
        .initialState()
        .forEach((key, entry) -> {
          state.put(key, entry);
          places.put(key.treeKey(), entry);
        });
    NodeSource nodes = StateTree.create(0, places).over(NodeSource.NONE);
    BigInteger supply = nativeSupply();

    for (long height = 1; height <= BLOCKS; height++) {
      List<VerifiedTransaction> block = block(random, operations, view, height);

      Execution execution =
          assertInstanceOf(Execution.class, Ledger.execute(view, network.context(height), block));

      execution.receipts().forEach(receipt -> outcomes.add(outcome(receipt)));
      Map<StateKey, Optional<byte[]>> changes = execution.changes();
      changes.forEach((key, entry) -> {
        if (entry.isPresent()) {
          state.put(key, entry.get());
        } else {
          state.remove(key);
        }
      });
      view = view.after(execution);
      TreeUpdate update = StateTree.update(nodes, height - 1, height, execution.treeChanges());
      nodes = update.over(nodes);
      String where = "seed " + seed + ", height " + height;
      assertEquals(supply, nativeSupply(), where);
      assertEquals(assetSupplies(), assetHoldings(), where);
      assertEquals(rootOf(height), update.root(), where);
    }
    assertTrue(outcomes.contains("OK") && outcomes.size() > 10, outcomes.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void operationsDecodeWhatTheyEncodeAndOtherBytesAreRefused(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomOperations operations = new RandomOperations(random, network);
    for (int i = 0; i < 4_000; i++) {
      Operation operation = operations.next(operations.account(), TestNetwork.START);
      byte[] bytes = encoded(operation);

      assertEquals(operation, BcsReader.decode(bytes, Operation::read));
      byte[] other = bytes.clone();
      other[random.nextInt(other.length)] = (byte) random.nextInt();
      try {
        byte[] again = encoded(BcsReader.decode(other, Operation::read));
        assertTrue(Arrays.equals(other, again), "seed " + seed + ", " + i);
      } catch (MalformedException e) {
        // That is what most changes come to.
        assertTrue(e.getMessage() != null);
      }
    }
  }

  private List<VerifiedTransaction> block(
      SplittableRandom random, RandomOperations operations, LedgerView view, long height) {
    Timestamp now = network.context(height).timestamp();
    List<VerifiedTransaction> block = new ArrayList<>();
    long[] nonces = new long[ACCOUNTS];
    for (int from = 0; from < ACCOUNTS; from++) {
      Account account = view.account(network.address(from));
      nonces[from] = account.nonce();
      if (account.balance().isLessThan(Amount.of(20_000))) {
        continue;
      }
      PublicKey sender = network.address(from);
      List<Operation> list = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        list.add(operations.next(sender, now));
      }
      TransactionBody body =
          Bodies.withValidUntil(
              network.body(from, nonces[from], list.toArray(Operation[]::new)),
              now.millis() + 1_000);
      VerifiedTransaction transaction = network.verified(body, network.account(from));
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Operation.OpenEscrow) {
          operations.opened(EscrowId.of(transaction.id(), i));
        }
      }
      block.add(transaction);
    }
    return block;
  }

  private BigInteger nativeSupply() {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<StateKey, byte[]> entry : state.entrySet()) {
      byte[] bytes = entry.getValue();
      sum =
          sum.add(
              switch (entry.getKey()) {
                case StateKey.Account _ -> {
                  Account account = Account.decode(bytes);
                  yield exact(account.balance()).add(deposit(account.deposit()));
                }
                case StateKey.Asset _ -> deposit(Asset.decode(bytes).deposit());
                case StateKey.Holding _ -> deposit(Holding.decode(bytes).deposit());
                case StateKey.Stored _ -> deposit(StoredRecord.decode(bytes).deposit());
                case StateKey.Lock _ -> deposit(Lock.decode(bytes).deposit());
                case StateKey.Escrow _ -> {
                  Escrow escrow = Escrow.decode(bytes);
                  BigInteger held =
                      escrow.money().asset().isEmpty()
                          ? exact(escrow.money().amount())
                          : BigInteger.ZERO;
                  yield held.add(deposit(escrow.deposit()));
                }
                case StateKey.Rules _, StateKey.Validators _, StateKey.Fencing _ -> BigInteger.ZERO;
              });
    }
    return sum;
  }

  private Map<AssetId, BigInteger> assetSupplies() {
    TreeMap<AssetId, BigInteger> supplies = new TreeMap<>();
    state.forEach((key, entry) -> {
      if (key instanceof StateKey.Asset(AssetId id)) {
        supplies.put(id, exact(Asset.decode(entry).supply()));
      }
    });
    return supplies;
  }

  private Map<AssetId, BigInteger> assetHoldings() {
    TreeMap<AssetId, BigInteger> sums = new TreeMap<>();
    state.forEach((key, entry) -> {
      if (key instanceof StateKey.Asset(AssetId id)) {
        sums.merge(id, BigInteger.ZERO, BigInteger::add);
      }
      if (key instanceof StateKey.Holding(_, AssetId id)) {
        sums.merge(id, exact(Holding.decode(entry).amount()), BigInteger::add);
      }
      if (key instanceof StateKey.Escrow(_)) {
        Money money = Escrow.decode(entry).money();
        money.asset().ifPresent(id -> sums.merge(id, exact(money.amount()), BigInteger::add));
      }
    });
    return sums;
  }

  private Hash rootOf(long height) {
    TreeMap<Hash, byte[]> places = new TreeMap<>();
    state.forEach((key, entry) -> places.put(key.treeKey(), entry));
    return StateTree.create(height, places).root();
  }

  private static String outcome(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Succeeded _ -> "OK";
      case Receipt.Failed(_, OperationFailure reason) -> reason.code();
    };
  }

  private static byte[] encoded(Operation operation) {
    BcsWriter writer = new BcsWriter();
    operation.write(writer);
    return writer.toByteArray();
  }

  private static BigInteger deposit(Optional<Deposit> deposit) {
    return deposit.map(reserved -> exact(reserved.amount())).orElse(BigInteger.ZERO);
  }

  private static BigInteger exact(Amount amount) {
    return new BigInteger(amount.toString());
  }

  private static Parameters withDeposit() {
    Parameters parameters = TestNetwork.parameters();
    Parameters.Fees fees = parameters.fees();
    return new Parameters(
        parameters.timing(),
        parameters.blockLimits(),
        parameters.maxValidity(),
        new Parameters.Fees(fees.base(), fees.perOperation(), fees.perByte(), Amount.of(70)),
        parameters.keptViews(),
        parameters.keptEpochs());
  }
}
