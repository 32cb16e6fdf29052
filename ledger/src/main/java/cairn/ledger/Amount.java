package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/// A count of the base unit, 0 to 2^64-1.
///
/// `units` holds the 64 bits: above 2^63-1 it is negative as a long. Arithmetic is exact; what does
/// not fit is empty, so that the caller has to say which rule that breaks.
public record Amount(long units) implements Comparable<Amount> {
  public static final Amount ZERO = new Amount(0);
  public static final Amount MAX = new Amount(-1);

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,18})?");

  /// The amount of a non-negative count.
  public static Amount of(long units) {
    if (units < 0) {
      throw new IllegalArgumentException("negative amount " + units);
    }
    return new Amount(units);
  }

  /// Parses a count of base units in decimal digits; throws [IllegalArgumentException] with a
  /// sentence for anything else.
  public static Amount parse(String units) {
    if (!DIGITS.matcher(units).matches()) {
      throw new IllegalArgumentException(
          "an amount of base units is written in the digits 0-9, as in 12500000");
    }
    return exact(new BigInteger(units));
  }

  /// Parses whole units with up to `decimals` digits after the point, as in `12.5`; throws
  /// [IllegalArgumentException] with a sentence for anything else.
  public static Amount parseDecimal(String text, int decimals) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an amount is written in the digits 0-9 with at most one point, as in 12.5");
    }
    BigDecimal units = new BigDecimal(text).movePointRight(decimals);
    if (units.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException(
          "an amount here has at most " + decimals + " digits after the point");
    }
    BigInteger exact = units.toBigIntegerExact();
    if (exact.bitLength() > 64) {
      throw new IllegalArgumentException("an amount here is at most " + MAX.toDecimal(decimals));
    }
    return exact(exact);
  }

  public static Amount read(BcsReader reader) {
    return new Amount(reader.u64());
  }

  public void write(BcsWriter writer) {
    writer.u64(units);
  }

  public boolean isZero() {
    return units == 0;
  }

  public boolean isLessThan(Amount other) {
    return Long.compareUnsigned(units, other.units) < 0;
  }

  /// The sum, or empty above 2^64-1.
  public Optional<Amount> plus(Amount other) {
    long sum = units + other.units;
    return Long.compareUnsigned(sum, units) < 0 ? Optional.empty() : Optional.of(new Amount(sum));
  }

  /// The difference, or empty below 0.
  public Optional<Amount> minus(Amount other) {
    return isLessThan(other) ? Optional.empty() : Optional.of(new Amount(units - other.units));
  }

  /// The product with a non-negative factor, or empty above 2^64-1.
  public Optional<Amount> times(long factor) {
    if (factor < 0) {
      throw new IllegalArgumentException("negative factor " + factor);
    }
    return Math.unsignedMultiplyHigh(units, factor) != 0
        ? Optional.empty()
        : Optional.of(new Amount(units * factor));
  }

  /// In whole units, without superfluous zeros: 12500000 with 6 decimals is `12.5`.
  public String toDecimal(int decimals) {
    BigDecimal whole = new BigDecimal(new BigInteger(toString())).movePointLeft(decimals);
    return units == 0 ? "0" : whole.stripTrailingZeros().toPlainString();
  }

  @Override
  public int compareTo(Amount other) {
    return Long.compareUnsigned(units, other.units);
  }

  /// The base units in decimal digits, as JSON carries them.
  @Override
  public String toString() {
    return Long.toUnsignedString(units);
  }

  private static Amount exact(BigInteger units) {
    if (units.bitLength() > 64) {
      throw new IllegalArgumentException("an amount is at most 2^64-1 base units");
    }
    return new Amount(units.longValue());
  }
}
