package cairn.crypto;

/// A secret key with its public key, so that signing need not derive it each time.
public record KeyPair(SecretKey secret, PublicKey publicKey) {
  /// The pair of a secret key, derived by `ed25519`.
  public static KeyPair of(SecretKey secret, Ed25519 ed25519) {
    return new KeyPair(secret, ed25519.derive(secret));
  }
}
