package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// What was reserved when a state entry came into being, and whom it goes back to when the entry is
/// deleted. An entry made while the deposit was 0 has none.
public record Deposit(PublicKey payer, Amount amount) {
  public Deposit {
    if (amount.isZero()) {
      throw new IllegalArgumentException("a deposit of nothing is none");
    }
  }

  static Deposit read(BcsReader reader) {
    return new Deposit(PublicKey.read(reader), Amount.read(reader));
  }

  void write(BcsWriter writer) {
    payer.write(writer);
    amount.write(writer);
  }
}
