package cairn.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/// The parts of Cairn's signature rule (see [Ed25519]) that both implementations share, so that
/// they can differ in the equation only.
final class SignatureRule {
  private static final int POINT_BYTES = 32;

  /// The order of the base point, little-endian: `2^252 + 27742317777372353535851937790883648493`.
  private static final byte[] ORDER =
      HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

  /// The y coordinates of the eight points of order 1, 2, 4 and 8, little-endian: 0 (two points of
  /// order 4), 1 (the identity), -1 (order 2), and two of which each has two points of order 8.
  private static final List<byte[]> SMALL_ORDER_Y =
      List.of(
          parse("0000000000000000000000000000000000000000000000000000000000000000"),
          parse("0100000000000000000000000000000000000000000000000000000000000000"),
          parse("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          parse("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          parse("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  private SignatureRule() {}

  /// The point of a key that is canonical, not the identity and in the prime-order subgroup.
  static Optional<PublicPoint> validPoint(PublicKey key) {
    return Optional.ofNullable(
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFullExport(key.bytes(), 0));
  }

  /// Whether R, as bytes, is canonical and none of the points of small order, and `S < L`. Whether
  /// R is a point of the curve is left to the equation.
  static boolean admits(byte[] signature) {
    return isCanonical(signature) && !isSmallOrder(signature) && isBelowOrder(signature);
  }

  /// Whether y is below `p = 2^255 - 19`. The other non-canonical form, x = 0 with its sign bit
  /// set, exists for points of small order only.
  private static boolean isCanonical(byte[] point) {
    if ((point[0] & 0xFF) < 0xED || (point[POINT_BYTES - 1] & 0x7F) != 0x7F) {
      return true;
    }
    for (int i = 1; i < POINT_BYTES - 1; i++) {
      if (point[i] != (byte) 0xFF) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSmallOrder(byte[] point) {
    for (byte[] y : SMALL_ORDER_Y) {
      if (point[0] == y[0]
          && (point[POINT_BYTES - 1] & 0x7F) == y[POINT_BYTES - 1]
          && Arrays.equals(point, 0, POINT_BYTES - 1, y, 0, POINT_BYTES - 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelowOrder(byte[] signature) {
    for (int i = POINT_BYTES - 1; i >= 0; i--) {
      int order = Byte.compareUnsigned(signature[POINT_BYTES + i], ORDER[i]);
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }

  private static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
