package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.ledger.BlockAssembly.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockAssemblyTest {
  private final TestNetwork network = TestNetwork.of(4);
  private final LedgerView start = network.genesis().initialView();

  @Test
  void includesWhatAppliesInTheOrderOfTheOffers() {
    BlockAssembly assembly = assembly(network, 0);
    VerifiedTransaction first = network.transaction(0, 0, network.pay(1, 10));
    VerifiedTransaction second = network.transaction(0, 1, network.pay(1, 10));

    assertEquals(new Offer.Included(new Receipt.Succeeded()), assembly.offer(first));
    assertEquals(new Offer.Included(new Receipt.Succeeded()), assembly.offer(second));

    assertEquals(List.of(first, second), assembly.finish().transactions());
  }

  @Test
  void includesATransactionThatFails() {
    BlockAssembly assembly = assembly(network, 0);

    Offer offer = assembly.offer(network.transaction(0, 0, network.pay(1, 1_000_000)));

    assertInstanceOf(Receipt.Failed.class, assertInstanceOf(Offer.Included.class, offer).receipt());
    assertEquals(1, assembly.finish().receipts().size());
  }

  @Test
  void keepsWhatMayApplyInAnotherBlock() {
    BlockAssembly assembly = assembly(network, 0);
    VerifiedTransaction first = network.transaction(0, 0, network.pay(1, 10));
    assembly.offer(first);

    assertEquals(kept(new Rejection.NonceTooLow(1, 0)), assembly.offer(first));
    assertEquals(
        kept(new Rejection.NonceGap(1, 2)),
        assembly.offer(network.transaction(0, 2, network.pay(1, 10))));
    assertEquals(
        kept(new Rejection.InsufficientFunds(Amount.ZERO, Amount.of(5_000))),
        assembly.offer(network.transaction(9, 0, network.pay(1, 10))));
    assertEquals(List.of(first), assembly.finish().transactions());
  }

  @Test
  void dropsWhatHasExpired() {
    TransactionBody old =
        Bodies.withValidUntil(network.body(0, 0, network.pay(1, 1)), TestNetwork.START.millis());

    Offer offer = assembly(network, 0).offer(network.verified(old, network.account(0)));

    assertInstanceOf(
        Rejection.Expired.class, assertInstanceOf(Offer.Dropped.class, offer).reason());
  }

  @Test
  void stopsAtTheLimitOfOperationsHalvedByTheShift() {
    for (int shift = 0; shift <= 4; shift++) {
      TestNetwork limited = limited(4 * 1024 * 1024, 3_200);
      BlockAssembly assembly = assembly(limited, shift);
      int operations = 0;
      long nonce = 0;
      Operation[] fifty = Collections.nCopies(50, limited.pay(1, 1)).toArray(Operation[]::new);

      while (!assembly.isFull()) {
        assertInstanceOf(
            Offer.Included.class, assembly.offer(limited.transaction(0, nonce++, fifty)));
        operations += 50;
      }

      assertEquals(3_200 >> shift, operations);
      assertEquals(
          new Offer.NoRoom(), assembly.offer(limited.transaction(0, nonce, limited.pay(1, 1))));
    }
  }

  @Test
  void aSmallerCandidateMayFitWhereALargerDoesNot() {
    TestNetwork limited = limited(4 * 1024 * 1024, 101);
    BlockAssembly assembly = assembly(limited, 0);
    Operation[] hundred = Collections.nCopies(100, limited.pay(1, 1)).toArray(Operation[]::new);
    TransactionBody first = Bodies.withFee(limited.body(0, 0, hundred), 9_000);
    TransactionBody second = Bodies.withFee(limited.body(1, 0, hundred), 9_000);

    assertInstanceOf(
        Offer.Included.class, assembly.offer(limited.verified(first, limited.account(0))));
    assertEquals(new Offer.NoRoom(), assembly.offer(limited.verified(second, limited.account(1))));
    assertFalse(assembly.isFull());
    assertInstanceOf(
        Offer.Included.class, assembly.offer(limited.transaction(1, 0, limited.pay(0, 1))));
    assertTrue(assembly.isFull());
  }

  @Test
  void stopsAtTheLimitOfBytesAndTheBlockIsValid() {
    TestNetwork limited = limited(Parameters.BlockLimits.LEAST_BYTES, 100_000);
    BlockAssembly assembly = assembly(limited, 4);
    long nonce = 0;
    Offer offer;
    do {
      TransactionBody body =
          Bodies.withMemo(
              Bodies.withFee(limited.body(0, nonce++, limited.pay(1, 1)), 600), "x".repeat(256));
      offer = assembly.offer(limited.verified(body, limited.account(0)));
    } while (offer instanceof Offer.Included);
    Execution execution = assembly.finish();

    assertEquals(new Offer.NoRoom(), offer);
    int size = size(execution);
    assertTrue(size <= Parameters.BlockLimits.LEAST_BYTES, "size " + size);
    assertTrue(size > Parameters.BlockLimits.LEAST_BYTES - 600, "size " + size);
  }

  /// However far the budget shrinks, the largest transaction gets in: else it would block its
  /// sender.
  @Test
  void largestTransactionFitsTheSmallestBudget() {
    assertTrue(
        Parameters.BlockLimits.LEAST_BYTES >= Transaction.MAX_BYTES + 3 + BlockHeader.BYTES + 3);
    assertEquals(
        new Parameters.BlockLimits(
            Parameters.BlockLimits.LEAST_BYTES, Parameters.BlockLimits.LEAST_OPERATIONS),
        new Parameters.BlockLimits(200_000, 150).shrunk(4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everybodyExecutesWhatTheLeaderAssembled(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BlockAssembly assembly = assembly(network, random.nextInt(5));
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(5);
      assembly.offer(
          network.transaction(
              from,
              random.nextInt(40),
              network.pay(random.nextInt(6), 1 + random.nextInt(400_000))));
    }

    Execution execution = assembly.finish();

    Execution again =
        assertInstanceOf(
            Execution.class, Ledger.execute(start, network.context(1), execution.transactions()));
    assertEquals(execution.receipts(), again.receipts());
    assertEquals(execution.fees(), again.fees());
    assertEquals(execution.txRoot(), again.txRoot());
    assertEquals(root(execution), root(again));
  }

  @Test
  void whatIsFinishedDoesNotChange() {
    BlockAssembly assembly = assembly(network, 0);
    assembly.offer(network.transaction(0, 0, network.pay(1, 10)));
    Execution execution = assembly.finish();

    assembly.offer(network.transaction(0, 1, network.pay(1, 10)));

    assertEquals(1, execution.transactions().size());
    assertEquals(Amount.of(5_000), execution.fees());
  }

  private static Hash root(Execution execution) {
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    execution.treeChanges().forEach((key, entry) -> entries.put(key, entry.orElseThrow()));
    return StateTree.create(0, entries).root();
  }

  private static int size(Execution execution) {
    List<Transaction> transactions = new ArrayList<>();
    execution.transactions().forEach(verified -> transactions.add(verified.transaction()));
    return new Block(TestNetwork.of(1).genesis().genesisBlock().header(), transactions).size();
  }

  private static Offer kept(Rejection reason) {
    return new Offer.Kept(reason);
  }

  private static BlockAssembly assembly(TestNetwork network, int shift) {
    return new BlockAssembly(network.genesis().initialView(), network.context(1), shift);
  }

  private static TestNetwork limited(int bytes, int operations) {
    return TestNetwork.of(
        2,
        new KeyedHashEd25519(),
        BlockValidityTest.withLimits(new Parameters.BlockLimits(bytes, operations)));
  }
}
