package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Signature;

/// A vote with the place of its signer in the epoch's set and its signature, as it travels: nothing
/// in it is verified. See [VoteVerifier].
public record SignedVote(Vote vote, ValidatorId signer, Signature signature) {
  public static SignedVote read(BcsReader reader) {
    Vote vote = Vote.read(reader);
    ValidatorId signer = new ValidatorId(reader.u16());
    return new SignedVote(vote, signer, Signature.read(reader));
  }

  public void write(BcsWriter writer) {
    vote.write(writer);
    writer.u16(signer.index());
    signature.write(writer);
  }
}
