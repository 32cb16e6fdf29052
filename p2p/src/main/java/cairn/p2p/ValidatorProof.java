package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.crypto.SigningDomain;

/// A validator's proof that it is the other end of this very connection: its signature over keying
/// material that only the two ends can export from TLS (RFC 8446, section 7.5), and over both node
/// ids, its own first. So it can be neither replayed on another connection nor reflected.
record ValidatorProof(PublicKey validator, Signature signature) {
  private static final String TAG = "cairn.validator-link";

  /// The ends of a connection as the prover sees them.
  record Ends(Hash binding, NodeId prover, NodeId verifier) {
    private byte[] message(SigningDomain domain) {
      BcsWriter writer = new BcsWriter(96);
      binding.write(writer);
      prover.write(writer);
      verifier.write(writer);
      return domain.message(writer.toByteArray());
    }
  }

  static ValidatorProof sign(LocalNode local, KeyPair validator, Ends ends, Ed25519 ed25519) {
    byte[] message = ends.message(new SigningDomain(TAG, local.genesis()));
    return new ValidatorProof(validator.publicKey(), ed25519.sign(validator, message));
  }

  boolean verify(LocalNode local, Ends ends, Ed25519 ed25519) {
    byte[] message = ends.message(new SigningDomain(TAG, local.genesis()));
    return ed25519.verify(validator, message, signature);
  }

  static ValidatorProof read(BcsReader reader) {
    return new ValidatorProof(PublicKey.read(reader), Signature.read(reader));
  }

  void write(BcsWriter writer) {
    validator.write(writer);
    signature.write(writer);
  }
}
