package cairn.crypto;

/// A secret key with its public key, so that signing need not derive it each time.
///
/// The public key is always derived, never taken from outside: to sign the same message once with
/// the right and once with a wrong public key gives the secret key away (the nonce is the same, the
/// challenge is not).
public final class KeyPair {
  private final SecretKey secret;
  private final PublicKey publicKey;

  private KeyPair(SecretKey secret, PublicKey publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /// The pair of a secret key, derived by `ed25519`.
  public static KeyPair of(SecretKey secret, Ed25519 ed25519) {
    return new KeyPair(secret, ed25519.derive(secret));
  }

  public SecretKey secret() {
    return secret;
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyPair that
        && publicKey.equals(that.publicKey)
        && secret.equals(that.secret);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  @Override
  public String toString() {
    return "KeyPair[" + publicKey + "]";
  }
}
