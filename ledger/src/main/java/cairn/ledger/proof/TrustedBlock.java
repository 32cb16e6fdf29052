package cairn.ledger.proof;

import cairn.ledger.Height;
import cairn.quorum.BlockId;

/// A block that its user takes for final on somebody's word, written as `HEIGHT:ID`.
public record TrustedBlock(Height height, BlockId id) {
  /// Throws [IllegalArgumentException] for anything but decimal digits, a colon, and 64 hex digits.
  public static TrustedBlock parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !text.substring(0, colon).matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "a trusted block is written HEIGHT:ID, not '" + text + "'");
    }
    return new TrustedBlock(
        new Height(Long.parseLong(text.substring(0, colon))),
        BlockId.parse(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return height + ":" + id;
  }
}
