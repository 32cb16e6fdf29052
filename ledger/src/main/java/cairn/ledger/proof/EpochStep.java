package cairn.ledger.proof;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.PublicKey;
import cairn.quorum.ValidatorSet;

/// The way from one epoch's validators to the next's: the last header of the epoch, which names the
/// hash of the next set, and that set.
///
/// Encoded as the final header and the set.
public record EpochStep(FinalHeader last, ValidatorSet next) {
  /// No step has more bytes in its encoding.
  public static final int MAX_BYTES =
      FinalHeader.MAX_BYTES + 2 + ValidatorSet.MAX_SIZE * (PublicKey.BYTES + 8);

  /// Throws [MalformedException] naming the broken rule.
  public static EpochStep decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("epoch step of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, EpochStep::read);
  }

  public static EpochStep read(BcsReader reader) {
    return new EpochStep(FinalHeader.read(reader), ValidatorSet.read(reader));
  }

  public void write(BcsWriter writer) {
    last.write(writer);
    next.write(writer);
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(1024);
    write(writer);
    return writer.toByteArray();
  }
}
