package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignersTest {
  private final OperationBench bench = new OperationBench(Amount.ZERO);

  /// In ascending order of their public keys.
  private final List<KeyPair> keys =
      IntStream.range(20, 24)
          .mapToObj(bench.network::account)
          .sorted(Comparator.comparing(KeyPair::publicKey))
          .toList();

  private final Operation pay = bench.network.pay(1, 1);

  @Test
  void thresholdNeedsEnoughWeightAndNoneSuperfluous() {
    Signers signers = signers(3, 1, 1, 2, 3);
    PublicKey self = bench.address(0);

    assertTrue(signers.areSatisfiedBy(self, publicKeys(0, 2)));
    assertTrue(signers.areSatisfiedBy(self, publicKeys(3)));
    assertFalse(signers.areSatisfiedBy(self, publicKeys(0, 1)));
    assertFalse(signers.areSatisfiedBy(self, publicKeys(0, 1, 2)), "one is superfluous");
    assertFalse(signers.areSatisfiedBy(self, publicKeys(0, 3)), "one is superfluous");
    assertFalse(signers.areSatisfiedBy(self, List.of(self)));
    assertFalse(signers.areSatisfiedBy(self, List.of()));
  }

  @Test
  void signersReplaceTheOwnKeyFromTheNextTransactionOn() {
    bench.succeed(0, new Operation.SetSigners(signers(2, 1, 1, 1)), pay);

    assertInstanceOf(InvalidBlock.class, bench.execute(0, List.of(bench.network.account(0)), pay));
    assertInstanceOf(InvalidBlock.class, bench.execute(0, List.of(keys.get(0)), pay));
    assertEquals(new Receipt.Succeeded(), bench.run(0, List.of(keys.get(0), keys.get(2)), pay));
  }

  @Test
  void keyIsRotatedWithoutChangingTheAddressAndBack() {
    bench.succeed(0, new Operation.SetSigners(signers(1, 1)));

    Receipt back = bench.run(0, List.of(keys.get(0)), new Operation.SetSigners(Signers.OWN_KEY));

    assertEquals(new Receipt.Succeeded(), back);
    bench.succeed(0, pay);
    assertEquals(Signers.OWN_KEY, bench.view().account(bench.address(0)).signers());
  }

  @Test
  void failedTransactionChangesNoSigners() {
    bench.fail(
        new OperationFailure.InsufficientFunds(Amount.of(995_000), Amount.of(2_000_000)),
        0,
        new Operation.SetSigners(signers(1, 1)),
        bench.network.pay(1, 2_000_000));

    bench.succeed(0, pay);
  }

  @Test
  void refusesSignersThatCouldNeverSign() {
    assertThrows(IllegalArgumentException.class, () -> signers(3, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> signers(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Signers(1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Signers.Member(key(0), 0));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Signers(1, List.of(new Signers.Member(key(1), 1), new Signers.Member(key(0), 1))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Signers(1, List.of(new Signers.Member(key(0), 1), new Signers.Member(key(0), 1))));
  }

  private Signers signers(long threshold, int... weights) {
    return new Signers(
        threshold,
        IntStream.range(0, weights.length)
            .mapToObj(i -> new Signers.Member(key(i), weights[i]))
            .toList());
  }

  private List<PublicKey> publicKeys(int... places) {
    return IntStream.of(places).mapToObj(this::key).toList();
  }

  private PublicKey key(int place) {
    return keys.get(place).publicKey();
  }
}
