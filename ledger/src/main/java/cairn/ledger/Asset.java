package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import java.util.Optional;

/// The state entry of an asset besides the native one.
///
/// @param decimals how many digits people write after the point, 0 to 18
/// @param supply what was minted and not burned: the sum of all holdings and escrows of it
public record Asset(
    PublicKey issuer, AssetSymbol symbol, int decimals, Amount supply, Optional<Deposit> deposit)
    implements StateEntry {
  public static final int MAX_DECIMALS = 18;

  public Asset {
    if (decimals < 0 || decimals > MAX_DECIMALS) {
      throw new IllegalArgumentException("an asset has 0 to 18 decimals, not " + decimals);
    }
  }

  public static Asset decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader ->
            new Asset(
                PublicKey.read(reader),
                AssetSymbol.read(reader),
                reader.u8(),
                Amount.read(reader),
                reader.optional(Deposit::read)));
  }

  @Override
  public void write(BcsWriter writer) {
    issuer.write(writer);
    symbol.write(writer);
    writer.u8(decimals);
    supply.write(writer);
    writer.optional(deposit, (w, value) -> value.write(w));
  }

  Asset withSupply(Amount newSupply) {
    return new Asset(issuer, symbol, decimals, newSupply, deposit);
  }
}
