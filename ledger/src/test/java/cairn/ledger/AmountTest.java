package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  @Test
  void saysInWholeUnitsWhatTheMostIs() {
    assertEquals(Amount.MAX, Amount.parseDecimal("18446744073709.551615", 6));

    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Amount.parseDecimal("18446744073709.551616", 6));

    assertEquals("an amount here is at most 18446744073709.551615", refusal.getMessage());
  }

  @Test
  void addsSubtractsAndMultipliesAsExactIntegersDo() {
    SplittableRandom random = new SplittableRandom(1);

    for (int i = 0; i < 20_000; i++) {
      Amount a = new Amount(random.nextLong() >>> random.nextInt(64));
      Amount b = new Amount(random.nextLong() >>> random.nextInt(64));
      long factor = random.nextLong() >>> (1 + random.nextInt(63));

      assertEquals(fitting(exact(a).add(exact(b))), a.plus(b).map(AmountTest::exact));
      assertEquals(fitting(exact(a).subtract(exact(b))), a.minus(b).map(AmountTest::exact));
      assertEquals(
          fitting(exact(a).multiply(BigInteger.valueOf(factor))),
          a.times(factor).map(AmountTest::exact));
      assertEquals(exact(a).compareTo(exact(b)) < 0, a.isLessThan(b));
      assertEquals(exact(a).compareTo(exact(b)), Integer.signum(a.compareTo(b)));
    }
  }

  @Test
  void overflowsToNothing() {
    assertEquals(Optional.empty(), Amount.MAX.plus(new Amount(1)));
    assertEquals(Optional.empty(), Amount.ZERO.minus(new Amount(1)));
    assertEquals(Optional.empty(), new Amount(Long.MIN_VALUE).times(2));
    assertEquals(Optional.of(Amount.MAX), Amount.MAX.plus(Amount.ZERO));
  }

  @ParameterizedTest
  @CsvSource({
    "12.5, 12500000",
    "0.000001, 1",
    "0, 0",
    "1000000, 1000000000000",
    "18446744073709.551615, 18446744073709551615"
  })
  void readsAndShowsWholeUnits(String text, String units) {
    assertEquals(units, Amount.parseDecimal(text, 6).toString());
    assertEquals(text, Amount.parse(units).toDecimal(6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "-1",
        "+1",
        "1e3",
        "1.0000001",
        "1.",
        ".5",
        "1,5",
        "١",
        "NaN",
        "0x10",
        "1.2.3",
        "18446744073709.551616",
        "1234567890123456789012345678901234567890"
      })
  void refusesOtherTextsWithASentence(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Amount.parseDecimal(text, 6));
    assertTrue(e.getMessage().startsWith("an amount"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.0", "18446744073709551616", " 7", "٣"})
  void refusesOtherCountsOfUnits(String text) {
    assertThrows(IllegalArgumentException.class, () -> Amount.parse(text));
  }

  @Test
  void acceptsSuperfluousZerosAfterThePoint() {
    assertEquals(Amount.of(12), Amount.parseDecimal("12.000", 0));
  }

  private static BigInteger exact(Amount amount) {
    return new BigInteger(Long.toUnsignedString(amount.units()));
  }

  private static Optional<BigInteger> fitting(BigInteger value) {
    return value.signum() >= 0 && value.compareTo(LIMIT) < 0
        ? Optional.of(value)
        : Optional.empty();
  }
}
