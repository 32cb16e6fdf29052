package cairn.quorum;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SigningDomain;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks votes and certificates of one epoch against its validator set, and signs votes. The only
/// maker of [VerifiedVote] and [VerifiedCertificate]. Thread-safe.
public final class VoteVerifier {
  private static final String TAG = "cairn.vote";

  private final Epoch epoch;
  private final ValidatorSet set;
  private final Ed25519 ed25519;
  private final SigningDomain domain;

  public VoteVerifier(Epoch epoch, ValidatorSet set, Hash genesis, Ed25519 ed25519) {
    this.epoch = epoch;
    this.set = set;
    this.ed25519 = ed25519;
    this.domain = new SigningDomain(TAG, genesis);
  }

  public Epoch epoch() {
    return epoch;
  }

  public ValidatorSet set() {
    return set;
  }

  /// Empty if the signer is no member, the epoch is another, or the signature is wrong. The cheap
  /// checks come first.
  public Optional<VerifiedVote> verify(SignedVote vote) {
    if (!vote.vote().epoch().equals(epoch) || !set.contains(vote.signer())) {
      return Optional.empty();
    }
    byte[] message = domain.message(vote.vote().encoded());
    return ed25519.verify(set.validator(vote.signer()).key(), message, vote.signature())
        ? Optional.of(new VerifiedVote(vote))
        : Optional.empty();
  }

  /// Empty if the signers are no quorum of this epoch's set or any signature is wrong.
  public Optional<VerifiedCertificate> verify(Certificate certificate) {
    if (!certificate.epoch().equals(epoch) || certificate.setSize() != set.size()) {
      return Optional.empty();
    }
    long power = 0;
    for (ValidatorId signer : certificate.signers()) {
      power += set.power(signer);
    }
    if (!set.isQuorum(power)) {
      return Optional.empty();
    }
    byte[] message = domain.message(certificate.vote().encoded());
    for (int i = 0; i < certificate.signers().size(); i++) {
      Validator signer = set.validator(certificate.signers().get(i));
      if (!ed25519.verify(signer.key(), message, certificate.signatures().get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new VerifiedCertificate(certificate));
  }

  /// Whether both votes of `evidence` are of this epoch and signed by the member whom it names.
  public boolean isProved(Evidence evidence) {
    return verify(evidence.first()).isPresent() && verify(evidence.second()).isPresent();
  }

  /// Whether `key` signed both votes of `evidence`, whoever the validators of their epoch were.
  public static boolean isProved(Evidence evidence, PublicKey key, Hash genesis, Ed25519 ed25519) {
    SigningDomain domain = new SigningDomain(TAG, genesis);
    return Stream.of(evidence.first(), evidence.second())
        .allMatch(
            vote -> ed25519.verify(key, domain.message(vote.vote().encoded()), vote.signature()));
  }

  /// Signs a vote with the key of the member `signer`. Deterministic: the same vote gives the same
  /// bytes.
  public SignedVote sign(Vote vote, ValidatorId signer, KeyPair key) {
    return new SignedVote(vote, signer, ed25519.sign(key, domain.message(vote.encoded())));
  }

  /// Signs as [#sign] does a vote of this epoch, with the key that the set has for `signer`: the
  /// own vote needs no check.
  public VerifiedVote cast(Vote vote, ValidatorId signer, KeyPair key) {
    if (!vote.epoch().equals(epoch) || !set.validator(signer).key().equals(key.publicKey())) {
      throw new IllegalArgumentException("the vote or the key is not of this epoch's set");
    }
    return new VerifiedVote(sign(vote, signer, key));
  }
}
