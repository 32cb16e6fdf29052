package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import cairn.quorum.Evidence;

/// The state entry of an equivocation that was reported: the evidence stands on its own.
///
/// @param reporter the account that reported it
/// @param time of the block that it was reported in
public record Offence(Evidence evidence, PublicKey reporter, Timestamp time) {
  public static Offence decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader ->
            new Offence(Evidence.read(reader), PublicKey.read(reader), Timestamp.read(reader)));
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(384);
    evidence.write(writer);
    reporter.write(writer);
    time.write(writer);
    return writer.toByteArray();
  }
}
