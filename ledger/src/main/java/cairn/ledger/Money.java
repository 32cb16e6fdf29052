package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.util.Optional;

/// An amount of the native asset, or of another one.
///
/// @param asset empty for the native one
public record Money(Optional<AssetId> asset, Amount amount) {
  public static Money ofNative(Amount amount) {
    return new Money(Optional.empty(), amount);
  }

  public static Money of(AssetId asset, Amount amount) {
    return new Money(Optional.of(asset), amount);
  }

  static Money read(BcsReader reader) {
    return new Money(reader.optional(AssetId::read), Amount.read(reader));
  }

  void write(BcsWriter writer) {
    writer.optional(asset, (w, id) -> id.write(w));
    amount.write(writer);
  }
}
