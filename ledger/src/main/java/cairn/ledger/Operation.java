package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// One thing that a transaction does for its sender. In BCS an enum: the variant's number as
/// ULEB128, then its fields; an unknown number is malformed.
public sealed interface Operation {
  /// Moves `amount` of the native asset to `recipient`, whose account comes into being where it was
  /// not.
  record Transfer(PublicKey recipient, Amount amount) implements Operation {}

  static Operation read(BcsReader reader) {
    reader.variant(1);
    return new Transfer(PublicKey.read(reader), Amount.read(reader));
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case Transfer(PublicKey recipient, Amount amount) -> {
        writer.uleb(0);
        recipient.write(writer);
        amount.write(writer);
      }
    }
  }
}
