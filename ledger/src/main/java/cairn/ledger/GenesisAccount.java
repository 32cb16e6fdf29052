package cairn.ledger;

import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// An account that a network begins with.
public record GenesisAccount(PublicKey key, Amount balance) {
  /// The bytes of its leaf in [GenesisSummary#accountsRoot].
  byte[] encoded() {
    BcsWriter writer = new BcsWriter(PublicKey.BYTES + 8);
    key.write(writer);
    balance.write(writer);
    return writer.toByteArray();
  }
}
