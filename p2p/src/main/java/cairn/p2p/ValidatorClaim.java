package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.crypto.SigningDomain;

/// A validator's word that the node of a record is its own: its key, and its signature over the
/// record's content. So validators find each other by the keys that genesis names, and nobody can
/// draw a validator's links to himself.
public record ValidatorClaim(PublicKey validator, Signature signature) {
  private static final String TAG = "cairn.validator-claim";

  public static ValidatorClaim sign(
      NodeRecord.Content content, KeyPair validator, Ed25519 ed25519) {
    return new ValidatorClaim(validator.publicKey(), ed25519.sign(validator, message(content)));
  }

  public boolean verify(NodeRecord.Content content, Ed25519 ed25519) {
    return ed25519.verify(validator, message(content), signature);
  }

  public static ValidatorClaim read(BcsReader reader) {
    return new ValidatorClaim(PublicKey.read(reader), Signature.read(reader));
  }

  public void write(BcsWriter writer) {
    validator.write(writer);
    signature.write(writer);
  }

  private static byte[] message(NodeRecord.Content content) {
    return new SigningDomain(TAG, content.genesis()).message(content.encoded());
  }
}
