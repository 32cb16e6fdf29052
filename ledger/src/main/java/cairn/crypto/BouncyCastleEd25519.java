package cairn.crypto;

import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/// Ed25519 by Bouncy Castle: pure Java, there on every platform.
///
/// Bouncy Castle's own equation is cofactored: it does not see a component of small order in `D =
/// S·B - k·A - R`. Cairn's is cofactorless: `D` is the identity. The two are equal where `D` has no
/// such component, and it has none where A and R are both in the prime-order subgroup, as B is. A
/// is there by the rule. An R that is not cannot satisfy the cofactorless equation, because `S·B -
/// k·A` is in the subgroup; so to refuse it is what the rule demands, not an addition to it. Hence:
/// Bouncy Castle's equation, and R in the subgroup.
public final class BouncyCastleEd25519 implements Ed25519 {
  private static final int CACHE_SIZE_LOG2 = 14;

  private final KeyCache<PublicPoint> points = new KeyCache<>(CACHE_SIZE_LOG2);

  @Override
  public PublicKey derive(SecretKey secret) {
    byte[] key = new byte[PublicKey.BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(secret.seed(), 0, key, 0);
    return PublicKey.of(key);
  }

  /// Passing the public key spares deriving it, half of the work.
  @Override
  public Signature sign(KeyPair key, byte[] message) {
    byte[] signature = new byte[Signature.BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        key.secret().seed(),
        0,
        key.publicKey().bytes(),
        0,
        message,
        0,
        message.length,
        signature,
        0);
    return Signature.of(signature);
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    byte[] bytes = signature.bytes();
    if (!SignatureRule.admits(bytes)) {
      return false;
    }
    Optional<PublicPoint> point = point(key);
    return point.isPresent()
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            bytes, 0, point.get(), message, 0, message.length)
        && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(bytes, 0);
  }

  @Override
  public boolean isValid(PublicKey key) {
    return point(key).isPresent();
  }

  @Override
  public String name() {
    return "Bouncy Castle";
  }

  /// Keys that are not valid are not remembered: they must not push out those that are.
  private Optional<PublicPoint> point(PublicKey key) {
    Optional<PublicPoint> cached = points.get(key);
    if (cached.isPresent()) {
      return cached;
    }
    Optional<PublicPoint> computed = SignatureRule.validPoint(key);
    computed.ifPresent(point -> points.put(key, point));
    return computed;
  }
}
