package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.util.Optional;

/// The state entry of what an account has of an asset besides the native one; there is none where
/// it has nothing.
public record Holding(Amount amount, Optional<Deposit> deposit) implements StateEntry {
  public Holding {
    if (amount.isZero()) {
      throw new IllegalArgumentException("a holding of nothing is none");
    }
  }

  public static Holding decode(byte[] entry) {
    return BcsReader.decode(
        entry, reader -> new Holding(Amount.read(reader), reader.optional(Deposit::read)));
  }

  @Override
  public void write(BcsWriter writer) {
    amount.write(writer);
    writer.optional(deposit, (w, value) -> value.write(w));
  }
}
