package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;

/// One key's signature under a transaction. Nothing in it is verified.
public record TransactionSignature(PublicKey key, Signature signature) {
  static TransactionSignature read(BcsReader reader) {
    return new TransactionSignature(PublicKey.read(reader), Signature.read(reader));
  }

  void write(BcsWriter writer) {
    key.write(writer);
    signature.write(writer);
  }
}
