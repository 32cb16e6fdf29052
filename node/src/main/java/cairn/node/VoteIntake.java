package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.MalformedException;
import cairn.consensus.Event;
import cairn.consensus.PeerId;
import cairn.consensus.Want;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.Certificate;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Votes and certificates as they come in: decoded on the network's thread, verified in the pool,
/// then handed to the consensus thread.
///
/// What was verified is remembered, so that a vote that is sent again, which a stuck replica relies
/// on, costs nothing and still arrives. What the replica has no more use for is dropped before its
/// signatures are looked at: most certificates come several times, and the last votes come late.
final class VoteIntake {
  private static final int VOTES_REMEMBERED = 4096;
  private static final int CERTIFICATES_REMEMBERED = 512;

  private final PeerNetwork network;
  private final VerifierPool pool;
  private final VoteVerifier verifier;
  private final ConsensusDriver driver;
  private final Liveness liveness;
  private final Cache<SignedVote, VerifiedVote> votes = cache(VOTES_REMEMBERED);
  private final Cache<Vote, VerifiedCertificate> certificates = cache(CERTIFICATES_REMEMBERED);
  private final LongAdder verifications = new LongAdder();

  VoteIntake(
      PeerNetwork network,
      VerifierPool pool,
      VoteVerifier verifier,
      ConsensusDriver driver,
      Liveness liveness) {
    this.network = network;
    this.pool = pool;
    this.verifier = verifier;
    this.driver = driver;
    this.liveness = liveness;
  }

  void onVote(Peer from, byte[] message) {
    SignedVote vote;
    try {
      vote = BcsReader.decode(message, SignedVote::read);
    } catch (MalformedException e) {
      network.penalise(from.id(), "vote: " + e.getMessage());
      return;
    }
    if (isOf(from, vote.signer())) {
      liveness.heard(vote);
    }
    if (!vote.vote().epoch().equals(verifier.epoch()) || driver.settled().isOld(vote.vote())) {
      return;
    }
    VerifiedVote known = votes.getIfPresent(vote);
    if (known != null) {
      driver.voteReceived(from.id(), known);
    } else {
      pool.verifyVote(from.id(), message.length, () -> verify(from, vote, message));
    }
  }

  void onCertificate(Peer from, byte[] message) {
    Certificate certificate;
    try {
      certificate = BcsReader.decode(message, Certificate::read);
    } catch (MalformedException e) {
      network.penalise(from.id(), "certificate: " + e.getMessage());
      return;
    }
    if (!certificate.epoch().equals(verifier.epoch()) || driver.settled().isOld(certificate)) {
      return;
    }
    VerifiedCertificate known = certificates.getIfPresent(certificate.vote());
    if (known != null) {
      hand(from, known);
    } else {
      pool.verifyVote(from.id(), message.length, () -> verify(from, certificate));
    }
  }

  void onWanted(Peer from, byte[] message) {
    try {
      Want want = BcsReader.decode(message, Want::read);
      driver.received(new Event.CertificateWanted(new PeerId(from.id().hash()), want));
    } catch (MalformedException e) {
      network.penalise(from.id(), "certificate wanted: " + e.getMessage());
    }
  }

  /// How many votes and certificates had their signatures checked.
  long verifications() {
    return verifications.sum();
  }

  private void verify(Peer from, SignedVote vote, byte[] message) {
    VerifiedVote known = votes.getIfPresent(vote);
    if (known != null) {
      driver.voteReceived(from.id(), known);
      return;
    }
    if (driver.settled().isOld(vote.vote())) {
      return;
    }
    verifications.increment();
    Optional<VerifiedVote> verified = verifier.verify(vote);
    if (verified.isEmpty()) {
      network.penalise(from.id(), "vote with a wrong signature");
      return;
    }
    votes.put(vote, verified.get());
    liveness.heard(vote);
    driver.voteReceived(from.id(), verified.get());
    if (from.validatorKey().isEmpty() || !isOf(from, vote.signer())) {
      passOn(from, message);
    }
  }

  private void verify(Peer from, Certificate certificate) {
    VerifiedCertificate known = certificates.getIfPresent(certificate.vote());
    if (known != null) {
      hand(from, known);
      return;
    }
    if (driver.settled().isOld(certificate)) {
      return;
    }
    verifications.increment();
    Optional<VerifiedCertificate> verified = verifier.verify(certificate);
    if (verified.isEmpty()) {
      network.penalise(from.id(), "certificate with a wrong signature or without a quorum");
      return;
    }
    certificates.put(certificate.vote(), verified.get());
    hand(from, verified.get());
  }

  private void hand(Peer from, VerifiedCertificate certificate) {
    Optional<ValidatorId> validator = from.validatorKey().flatMap(verifier.set()::find);
    driver.received(new Event.CertificateReceived(certificate, validator));
  }

  private boolean isOf(Peer peer, ValidatorId signer) {
    return peer.validatorKey().flatMap(verifier.set()::find).equals(Optional.of(signer));
  }

  /// A vote that came by another way than its signer's own link is new here: perhaps others lack
  /// that link too.
  private void passOn(Peer from, byte[] message) {
    network.broadcast(MessageTypes.VOTE, message, peer -> !peer.id().equals(from.id()));
  }

  private static <K, V> Cache<K, V> cache(int size) {
    return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }
}
