package cairn.quorum;

/// A vote whose signature by a member of the epoch's set was checked. Only [VoteVerifier] makes
/// one; the consensus core takes nothing else.
public final class VerifiedVote {
  private final SignedVote signed;

  VerifiedVote(SignedVote signed) {
    this.signed = signed;
  }

  public SignedVote signed() {
    return signed;
  }

  public Vote vote() {
    return signed.vote();
  }

  public ValidatorId signer() {
    return signed.signer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedVote that && signed.equals(that.signed);
  }

  @Override
  public int hashCode() {
    return signed.hashCode();
  }

  @Override
  public String toString() {
    return signed.vote() + " by " + signed.signer();
  }
}
