package cairn.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/// Cairn's signature rule written down once more, sentence by sentence, over [CurvePoint]. For
/// tests only: it is slow and leaks its secrets through its timing.
final class ReferenceEd25519 implements Ed25519 {
  @Override
  public PublicKey derive(SecretKey secret) {
    return PublicKey.of(CurvePoint.BASE.times(scalar(secret)).encoded());
  }

  @Override
  public Signature sign(KeyPair key, byte[] message) {
    byte[] prefix = Arrays.copyOfRange(sha512(key.secret().seed()), 32, 64);
    BigInteger r = CurvePoint.fromLittleEndian(sha512(prefix, message)).mod(CurvePoint.L);
    return signWith(scalar(key.secret()), key.publicKey().bytes(), r, CurvePoint.IDENTITY, message);
  }

  /// A signature with a nonce of the caller's, and `offset` added to R before it is hashed.
  static Signature signWith(
      BigInteger secret, byte[] key, BigInteger nonce, CurvePoint offset, byte[] message) {
    byte[] r = CurvePoint.BASE.times(nonce).plus(offset).encoded();
    return signature(r, nonce.add(challenge(r, key, message).multiply(secret)).mod(CurvePoint.L));
  }

  static Signature signature(byte[] r, BigInteger s) {
    byte[] bytes = Arrays.copyOf(r, 64);
    System.arraycopy(CurvePoint.littleEndian(s), 0, bytes, 32, 32);
    return Signature.of(bytes);
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    if (!isValid(key)) {
      return false;
    }
    byte[] rBytes = Arrays.copyOf(signature.bytes(), 32);
    Optional<CurvePoint> r = canonical(rBytes);
    if (r.isEmpty() || r.get().isSmallOrder()) {
      return false;
    }
    BigInteger s = s(signature);
    return s.compareTo(CurvePoint.L) < 0
        && holds(key.bytes(), message, rBytes, r.get(), s, BigInteger.ONE);
  }

  /// What a verifier without the rule's checks answers: the equation alone, times `cofactor`.
  static boolean equation(PublicKey key, byte[] message, Signature signature, int cofactor) {
    byte[] r = Arrays.copyOf(signature.bytes(), 32);
    Optional<CurvePoint> point = CurvePoint.decode(r);
    return point.isPresent()
        && CurvePoint.decode(key.bytes()).isPresent()
        && holds(key.bytes(), message, r, point.get(), s(signature), BigInteger.valueOf(cofactor));
  }

  @Override
  public boolean isValid(PublicKey key) {
    return canonical(key.bytes())
        .filter(point -> !point.equals(CurvePoint.IDENTITY) && point.isInPrimeSubgroup())
        .isPresent();
  }

  @Override
  public String name() {
    return "reference";
  }

  static BigInteger scalar(SecretKey secret) {
    byte[] bytes = Arrays.copyOf(sha512(secret.seed()), 32);
    return CurvePoint.fromLittleEndian(bytes)
        .clearBit(0)
        .clearBit(1)
        .clearBit(2)
        .clearBit(255)
        .setBit(254);
  }

  static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
    return CurvePoint.fromLittleEndian(sha512(r, key, message)).mod(CurvePoint.L);
  }

  static BigInteger s(Signature signature) {
    return CurvePoint.fromLittleEndian(Arrays.copyOfRange(signature.bytes(), 32, 64));
  }

  private static boolean holds(
      byte[] key, byte[] message, byte[] rBytes, CurvePoint r, BigInteger s, BigInteger factor) {
    CurvePoint a = CurvePoint.decode(key).orElseThrow();
    CurvePoint right = r.plus(a.times(challenge(rBytes, key, message)));
    return CurvePoint.BASE.times(s).times(factor).equals(right.times(factor));
  }

  private static Optional<CurvePoint> canonical(byte[] bytes) {
    return CurvePoint.decode(bytes).filter(point -> Arrays.equals(point.encoded(), bytes));
  }

  private static byte[] sha512(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
