package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.PublicKey;

/// A member of a validator set: its voting key and its power, at least 1.
public record Validator(PublicKey key, long power) {
  public Validator {
    if (power < 1) {
      throw new IllegalArgumentException("a validator's power is at least 1, not " + power);
    }
  }

  static Validator read(BcsReader reader) {
    PublicKey key = PublicKey.read(reader);
    long power = reader.u64();
    if (power < 1) {
      throw new MalformedException("validator power out of range");
    }
    return new Validator(key, power);
  }

  void write(BcsWriter writer) {
    key.write(writer);
    writer.u64(power);
  }
}
