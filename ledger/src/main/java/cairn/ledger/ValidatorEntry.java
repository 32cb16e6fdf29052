package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// A validator as genesis and state name it. What a sound one must hold, [Genesis#problems] checks.
///
/// @param name for people only, as in `node-1`
/// @param key the key that it votes with
/// @param operator the account that speaks for it and that its blocks' fees go to
public record ValidatorEntry(String name, PublicKey key, long power, PublicKey operator) {
  public static final int MAX_NAME_BYTES = 64;

  static ValidatorEntry read(BcsReader reader) {
    return new ValidatorEntry(
        reader.string(MAX_NAME_BYTES),
        PublicKey.read(reader),
        reader.count64(),
        PublicKey.read(reader));
  }

  ValidatorEntry withPower(long other) {
    return new ValidatorEntry(name, key, other, operator);
  }

  void write(BcsWriter writer) {
    writer.string(name);
    key.write(writer);
    writer.u64(power);
    operator.write(writer);
  }
}
