package cairn.crypto;

import cairn.codec.BcsWriter;

/// A stand-in for Ed25519 in simulations, for tests only: much faster, deterministic, and forgeable
/// by anybody. A signature is a hash of the public key and the message, twice, so that any change
/// of either, or of the signature, is refused.
public final class KeyedHashEd25519 implements Ed25519 {
  private static final String KEY_TAG = "cairn.test.key";
  private static final String SIGNATURE_TAG = "cairn.test.signature";

  @Override
  public PublicKey derive(SecretKey secret) {
    return PublicKey.of(Hash.tagged(KEY_TAG, secret.seed()).bytes());
  }

  @Override
  public Signature sign(KeyPair key, byte[] message) {
    return signature(key.publicKey(), message);
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    return signature(key, message).equals(signature);
  }

  @Override
  public boolean isValid(PublicKey key) {
    return true;
  }

  @Override
  public String name() {
    return "keyed hash (no signature at all)";
  }

  private static Signature signature(PublicKey key, byte[] message) {
    Hash hash = Hash.tagged(SIGNATURE_TAG, key.bytes(), message);
    BcsWriter writer = new BcsWriter(Signature.BYTES);
    hash.write(writer);
    hash.write(writer);
    return Signature.of(writer.toByteArray());
  }
}
