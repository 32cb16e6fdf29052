package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Signature;
import java.util.BitSet;
import java.util.List;

/// A quorum's signatures on one and the same vote, as it travels: a proof that stands on its own
/// once [VoteVerifier] has checked it. Of a notarize vote it is a notarization, of a nullify vote a
/// nullification, of a finalize vote a finalization.
///
/// Encoded as the vote, the size of the set as u16, a bitmap of the signers of `ceil(size / 8)`
/// bytes (bit i of byte i/8 is validator i) and one signature a set bit, in ascending order.
public record Certificate(
    Vote vote, int setSize, List<ValidatorId> signers, List<Signature> signatures) {
  public Certificate {
    signers = List.copyOf(signers);
    signatures = List.copyOf(signatures);
    if (signers.size() != signatures.size() || setSize < 1 || setSize > ValidatorSet.MAX_SIZE) {
      throw new IllegalArgumentException("a certificate has one signature a signer");
    }
    int previous = -1;
    for (ValidatorId signer : signers) {
      if (signer.index() <= previous || signer.index() >= setSize) {
        throw new IllegalArgumentException("signers are not in ascending order within the set");
      }
      previous = signer.index();
    }
  }

  public Epoch epoch() {
    return vote.epoch();
  }

  public View view() {
    return vote.view();
  }

  public static Certificate read(BcsReader reader) {
    Vote vote = Vote.read(reader);
    int setSize = reader.u16();
    if (setSize < 1 || setSize > ValidatorSet.MAX_SIZE) {
      throw new MalformedException("certificate of an impossible set size " + setSize);
    }
    BitSet bits = BitSet.valueOf(reader.fixed((setSize + 7) / 8));
    if (bits.length() > setSize) {
      throw new MalformedException("certificate signer outside the set");
    }
    List<ValidatorId> signers = bits.stream().mapToObj(ValidatorId::new).toList();
    List<Signature> signatures = signers.stream().map(signer -> Signature.read(reader)).toList();
    return new Certificate(vote, setSize, signers, signatures);
  }

  public void write(BcsWriter writer) {
    vote.write(writer);
    writer.u16(setSize);
    byte[] bitmap = new byte[(setSize + 7) / 8];
    for (ValidatorId signer : signers) {
      bitmap[signer.index() / 8] |= (byte) (1 << (signer.index() % 8));
    }
    writer.fixed(bitmap);
    for (Signature signature : signatures) {
      signature.write(writer);
    }
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(128 + 64 * signatures.size());
    write(writer);
    return writer.toByteArray();
  }
}
