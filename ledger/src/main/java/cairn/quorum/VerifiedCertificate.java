package cairn.quorum;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A certificate whose signatures and quorum were checked, or that was put together from verified
/// votes.
public final class VerifiedCertificate {
  private final Certificate certificate;

  VerifiedCertificate(Certificate certificate) {
    this.certificate = certificate;
  }

  /// Puts verified votes for the same vote together; they must be of distinct signers and reach a
  /// quorum of `set`, else this is a bug of the caller's.
  public static VerifiedCertificate assemble(ValidatorSet set, Collection<VerifiedVote> votes) {
    List<VerifiedVote> sorted = new ArrayList<>(votes);
    sorted.sort(Comparator.comparing(VerifiedVote::signer));
    Vote vote = sorted.getFirst().vote();
    long power = 0;
    for (VerifiedVote verified : sorted) {
      if (!verified.vote().equals(vote)) {
        throw new IllegalArgumentException("a certificate is of one and the same vote");
      }
      power += set.power(verified.signer());
    }
    if (!set.isQuorum(power)) {
      throw new IllegalArgumentException("power " + power + " is no quorum");
    }
    return new VerifiedCertificate(
        new Certificate(
            vote,
            set.size(),
            sorted.stream().map(VerifiedVote::signer).toList(),
            sorted.stream().map(verified -> verified.signed().signature()).toList()));
  }

  public Certificate certificate() {
    return certificate;
  }

  public Vote vote() {
    return certificate.vote();
  }

  public View view() {
    return certificate.view();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedCertificate that && certificate.equals(that.certificate);
  }

  @Override
  public int hashCode() {
    return certificate.hashCode();
  }

  @Override
  public String toString() {
    return "certificate of " + certificate.vote() + " by " + certificate.signers();
  }
}
