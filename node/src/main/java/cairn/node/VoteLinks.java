package cairn.node;

import cairn.codec.BcsWriter;
import cairn.consensus.PeerId;
import cairn.consensus.Want;
import cairn.crypto.PublicKey;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.Certificate;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consensus as it leaves this node: votes and certificates over the links. Used by the consensus
/// thread alone, and blocks it never.
///
/// Where links to validators are missing, votes go to all peers, who pass on what is new to them.
final class VoteLinks implements ConsensusPorts.Votes {
  private static final Logger LOG = LoggerFactory.getLogger(VoteLinks.class);

  /// How many peers are asked for a missing certificate at once.
  private static final int ASKED_AT_ONCE = 2;

  private static final Duration LINE_INTERVAL = Duration.ofMinutes(1);

  private final PeerNetwork network;
  private final ValidatorSet validators;
  private final Liveness liveness;
  private final LongAdder evidence = new LongAdder();
  private final LinePacer<ValidatorId> lines;
  private int nextAsked;

  VoteLinks(PeerNetwork network, ValidatorSet validators, Liveness liveness, NodeClock clock) {
    this.network = network;
    this.validators = validators;
    this.liveness = liveness;
    this.lines = new LinePacer<>(clock, LINE_INTERVAL);
  }

  @Override
  public void broadcast(SignedVote vote) {
    liveness.heard(vote);
    BcsWriter writer = new BcsWriter();
    vote.write(writer);
    boolean isMeshNeeded = linked().size() < validators.size() - 1;
    network.broadcast(
        MessageTypes.VOTE,
        writer.toByteArray(),
        peer -> isMeshNeeded || peer.validatorKey().isPresent());
  }

  @Override
  public void broadcast(Certificate certificate, SortedSet<ValidatorId> except) {
    Set<PublicKey> haveIt = new HashSet<>();
    except.forEach(id -> haveIt.add(validators.validator(id).key()));
    network.broadcast(
        MessageTypes.CERTIFICATE,
        certificate.encoded(),
        peer -> peer.validatorKey().isEmpty() || !haveIt.contains(peer.validatorKey().get()));
  }

  @Override
  public void send(PeerId to, Certificate certificate) {
    network.send(new NodeId(to.nodeId()), MessageTypes.CERTIFICATE, certificate.encoded());
  }

  @Override
  public void fetch(Want want, Optional<ValidatorId> first) {
    BcsWriter writer = new BcsWriter();
    want.write(writer);
    byte[] message = writer.toByteArray();
    Optional<Peer> direct = first.flatMap(id -> network.validator(validators.validator(id).key()));
    if (direct.isPresent()) {
      network.send(direct.get().id(), MessageTypes.CERTIFICATE_WANTED, message);
      return;
    }
    List<Peer> peers = network.peers();
    for (int i = 0; i < Math.min(ASKED_AT_ONCE, peers.size()); i++) {
      Peer peer = peers.get(Math.floorMod(nextAsked++, peers.size()));
      network.send(peer.id(), MessageTypes.CERTIFICATE_WANTED, message);
    }
  }

  @Override
  public void report(Evidence proof) {
    evidence.increment();
    ValidatorId signer = proof.first().signer();
    lines
        .next(signer)
        .ifPresent(unsaid ->
            LOG.warn(
                "validator {} equivocated in view {}: {} ({} times more since the last such line)",
                signer,
                proof.first().vote().view(),
                proof.kind(),
                unsaid));
  }

  /// How many equivocations were seen. Any thread may ask.
  long evidence() {
    return evidence.sum();
  }

  private List<Peer> linked() {
    return network.peers().stream()
        .filter(peer -> peer.validatorKey().flatMap(validators::find).isPresent())
        .toList();
  }
}
