package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;

/// The short name of an asset: 1 to 12 of the characters A to Z and 0 to 9. It is not unique; the
/// [AssetId] is.
public record AssetSymbol(String text) {
  public static final int MAX_LENGTH = 12;

  public AssetSymbol {
    if (!text.matches("[A-Z0-9]{1," + MAX_LENGTH + "}")) {
      throw new IllegalArgumentException(
          "an asset's symbol is 1 to 12 of the characters A to Z and 0 to 9");
    }
  }

  public static AssetSymbol read(BcsReader reader) {
    return new AssetSymbol(reader.string(MAX_LENGTH));
  }

  public void write(BcsWriter writer) {
    writer.string(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
