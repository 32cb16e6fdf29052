package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// An account that a network begins with.
public record GenesisAccount(PublicKey key, Amount balance) {
  static GenesisAccount read(BcsReader reader) {
    return new GenesisAccount(PublicKey.read(reader), Amount.read(reader));
  }

  void write(BcsWriter writer) {
    key.write(writer);
    balance.write(writer);
  }
}
