package cairn.crypto;

import java.math.BigInteger;
import java.util.Optional;

/// A point of edwards25519 in affine coordinates, by the formulas of RFC 8032 and nothing else:
/// slow, and independent of every library. For tests only.
record CurvePoint(BigInteger x, BigInteger y) {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger SQRT_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  static final CurvePoint IDENTITY = new CurvePoint(BigInteger.ZERO, BigInteger.ONE);
  static final CurvePoint BASE =
      of(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P), false)
          .orElseThrow();

  /// A point of order 8, of which the multiples are all eight points of small order.
  static final CurvePoint ORDER_8 = orderEight();

  /// The point with this y and sign of x; y is taken modulo p, and the sign of x = 0 is ignored.
  static Optional<CurvePoint> of(BigInteger y, boolean odd) {
    BigInteger square = y.multiply(y);
    BigInteger u = square.subtract(BigInteger.ONE).mod(P);
    BigInteger v = D.multiply(square).add(BigInteger.ONE).mod(P);
    BigInteger target = u.multiply(v.modInverse(P)).mod(P);
    BigInteger x = target.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!x.multiply(x).mod(P).equals(target)) {
      x = x.multiply(SQRT_MINUS_ONE).mod(P);
    }
    if (!x.multiply(x).mod(P).equals(target)) {
      return Optional.empty();
    }
    return Optional.of(new CurvePoint(x.testBit(0) == odd ? x : P.subtract(x).mod(P), y.mod(P)));
  }

  CurvePoint plus(CurvePoint other) {
    return Extended.of(this).plus(Extended.of(other)).affine();
  }

  CurvePoint negated() {
    return new CurvePoint(P.subtract(x).mod(P), y);
  }

  CurvePoint times(BigInteger scalar) {
    if (scalar.signum() < 0) {
      return negated().times(scalar.negate());
    }
    Extended point = Extended.of(this);
    Extended result = Extended.of(IDENTITY);
    for (int i = scalar.bitLength() - 1; i >= 0; i--) {
      result = result.plus(result);
      if (scalar.testBit(i)) {
        result = result.plus(point);
      }
    }
    return result.affine();
  }

  CurvePoint times(long scalar) {
    return times(BigInteger.valueOf(scalar));
  }

  boolean isInPrimeSubgroup() {
    return times(L).equals(IDENTITY);
  }

  boolean isSmallOrder() {
    return times(8).equals(IDENTITY);
  }

  /// The one canonical encoding.
  byte[] encoded() {
    return encode(y, x.testBit(0));
  }

  /// Any y below 2^255 with any sign bit, canonical or not.
  static byte[] encode(BigInteger y, boolean sign) {
    byte[] result = littleEndian(y);
    result[31] |= (byte) (sign ? 0x80 : 0);
    return result;
  }

  /// The point of an encoding, canonical or not.
  static Optional<CurvePoint> decode(byte[] bytes) {
    BigInteger all = fromLittleEndian(bytes);
    return of(all.clearBit(255), all.testBit(255));
  }

  static byte[] littleEndian(BigInteger value) {
    byte[] result = new byte[32];
    byte[] bigEndian = value.toByteArray();
    for (int i = 0; i < bigEndian.length; i++) {
      int place = bigEndian.length - 1 - i;
      if (place < result.length) {
        result[place] = bigEndian[i];
      } else if (bigEndian[i] != 0) {
        throw new IllegalArgumentException("more than 32 bytes");
      }
    }
    return result;
  }

  static BigInteger fromLittleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[bytes.length - 1 - i] = bytes[i];
    }
    return new BigInteger(1, bigEndian);
  }

  /// L times any point is of small order; the first one of order 8 is taken.
  private static CurvePoint orderEight() {
    for (int y = 2; ; y++) {
      Optional<CurvePoint> point = of(BigInteger.valueOf(y), false).map(found -> found.times(L));
      if (point.isPresent() && !point.get().times(4).equals(IDENTITY)) {
        return point.get();
      }
    }
  }

  /// (X : Y : Z : T) with x = X/Z, y = Y/Z and T = XY/Z: RFC 8032, section 5.1.4, whose one
  /// addition is complete on this curve.
  private record Extended(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    static Extended of(CurvePoint point) {
      return new Extended(point.x, point.y, BigInteger.ONE, point.x.multiply(point.y).mod(P));
    }

    Extended plus(Extended other) {
      BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(P);
      BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(P);
      BigInteger c = t.multiply(other.t).mod(P).multiply(D).shiftLeft(1).mod(P);
      BigInteger d = z.multiply(other.z).shiftLeft(1).mod(P);
      BigInteger e = b.subtract(a);
      BigInteger f = d.subtract(c);
      BigInteger g = d.add(c);
      BigInteger h = b.add(a);
      return new Extended(
          e.multiply(f).mod(P), g.multiply(h).mod(P), f.multiply(g).mod(P), e.multiply(h).mod(P));
    }

    CurvePoint affine() {
      BigInteger inverse = z.modInverse(P);
      return new CurvePoint(x.multiply(inverse).mod(P), y.multiply(inverse).mod(P));
    }
  }
}
