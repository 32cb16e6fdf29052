package cairn.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/// Ed25519 by the Amazon Corretto Crypto Provider: native code (AWS-LC), on the platforms for which
/// it is packaged.
///
/// The native code computes `S·B - k·A`, encodes it and compares the bytes with R: this is the
/// cofactorless equation, and no R but a canonical one passes. What it leaves open of the rule (see
/// [Ed25519]), that A is valid and R is not of small order, is checked here.
public final class CorrettoEd25519 implements Ed25519 {
  private static final String ALGORITHM = "Ed25519";
  private static final int PUBLIC_CACHE_SIZE_LOG2 = 14;
  private static final int SECRET_CACHE_SIZE_LOG2 = 9;

  /// What stands before the raw key in its DER form (RFC 8410): SubjectPublicKeyInfo and PKCS #8.
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] SECRET_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private record Signer(SecretKey secret, PrivateKey key) {}

  private final Provider provider;
  private final KeyFactory keys;
  private final BouncyCastleEd25519 bouncyCastle = new BouncyCastleEd25519();
  private final KeyCache<java.security.PublicKey> verifiers =
      new KeyCache<>(PUBLIC_CACHE_SIZE_LOG2);
  private final KeyCache<Signer> signers = new KeyCache<>(SECRET_CACHE_SIZE_LOG2);

  private CorrettoEd25519(Provider provider, KeyFactory keys) {
    this.provider = provider;
    this.keys = keys;
  }

  /// The provider where it is packaged and its native library loads, else empty.
  public static Optional<Ed25519> load() {
    return NativeProvider.offering("Signature", ALGORITHM).flatMap(CorrettoEd25519::of);
  }

  private static Optional<Ed25519> of(Provider provider) {
    try {
      KeyFactory keys =
          provider.getService("KeyFactory", ALGORITHM) == null
              ? KeyFactory.getInstance(ALGORITHM)
              : KeyFactory.getInstance(ALGORITHM, provider);
      return Optional.of(new CorrettoEd25519(provider, keys));
    } catch (NoSuchAlgorithmException e) {
      return Optional.empty();
    }
  }

  @Override
  public PublicKey derive(SecretKey secret) {
    return bouncyCastle.derive(secret);
  }

  @Override
  public Signature sign(KeyPair key, byte[] message) {
    try {
      java.security.Signature signature = java.security.Signature.getInstance(ALGORITHM, provider);
      signature.initSign(signer(key));
      signature.update(message);
      return Signature.of(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the native provider cannot sign", e);
    }
  }

  /// Where the native code reports an error instead of an answer, Bouncy Castle answers.
  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    byte[] bytes = signature.bytes();
    if (!SignatureRule.admits(bytes)) {
      return false;
    }
    try {
      Optional<java.security.PublicKey> verifier = verifier(key);
      return verifier.isPresent() && holds(verifier.get(), message, bytes);
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
      return bouncyCastle.verify(key, message, signature);
    }
  }

  @Override
  public boolean isValid(PublicKey key) {
    return verifiers.get(key).isPresent() || bouncyCastle.isValid(key);
  }

  @Override
  public String name() {
    return "Amazon Corretto Crypto Provider " + provider.getVersionStr();
  }

  private boolean holds(java.security.PublicKey verifier, byte[] message, byte[] bytes)
      throws InvalidKeyException, SignatureException {
    java.security.Signature signature;
    try {
      signature = java.security.Signature.getInstance(ALGORITHM, provider);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the native provider lost " + ALGORITHM, e);
    }
    signature.initVerify(verifier);
    signature.update(message);
    return signature.verify(bytes);
  }

  /// Keys that are not valid are not remembered: they must not push out those that are.
  private Optional<java.security.PublicKey> verifier(PublicKey key) throws InvalidKeySpecException {
    Optional<java.security.PublicKey> cached = verifiers.get(key);
    if (cached.isPresent() || SignatureRule.validPoint(key).isEmpty()) {
      return cached;
    }
    java.security.PublicKey computed =
        keys.generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, key.bytes())));
    verifiers.put(key, computed);
    return Optional.of(computed);
  }

  private PrivateKey signer(KeyPair pair) throws InvalidKeySpecException {
    Optional<Signer> cached = signers.get(pair.publicKey());
    if (cached.isPresent() && cached.get().secret().equals(pair.secret())) {
      return cached.get().key();
    }
    PrivateKey computed =
        keys.generatePrivate(new PKCS8EncodedKeySpec(concat(SECRET_PREFIX, pair.secret().seed())));
    signers.put(pair.publicKey(), new Signer(pair.secret(), computed));
    return computed;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] result = new byte[first.length + second.length];
    System.arraycopy(first, 0, result, 0, first.length);
    System.arraycopy(second, 0, result, first.length, second.length);
    return result;
  }
}
