package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsWriter;
import cairn.consensus.ConsensusConfig;
import cairn.consensus.Effect;
import cairn.consensus.Journal;
import cairn.consensus.Replica;
import cairn.consensus.SafetyRecords;
import cairn.consensus.Timing;
import cairn.consensus.Want;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.disk.SimulatedDisk;
import cairn.ledger.Parameters;
import cairn.ledger.TestNetwork;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What peers can send to [VoteIntake]. What gets through waits for the consensus thread, which
/// does not run here.
class VoteIntakeTest {
  private static final ValidatorId SIGNER = new ValidatorId(1);
  private static final Vote VOTE = new Vote.Nullify(Epoch.ZERO, new View(1));

  private final TestNetwork ledger = TestNetwork.of(1);
  private final ValidatorSet set = ledger.genesis().roster().set();
  private final VoteVerifier verifier =
      new VoteVerifier(Epoch.ZERO, set, ledger.genesisHash(), new KeyedHashEd25519());
  private final RecordingNetwork network = new RecordingNetwork();
  private final ManualClock clock = new ManualClock(TestNetwork.START.millis());
  private final ManualExecutor workers = new ManualExecutor();
  private final ManualExecutor consensus = new ManualExecutor();
  private final Liveness liveness = new Liveness(set, Optional.empty(), network, clock);
  private final VoteIntake intake =
      new VoteIntake(network, new VerifierPool(workers), verifier, driver(), liveness);
  private final Peer relay = network.connect(1);
  private final Peer signer = network.connect(2, Optional.of(set.validator(SIGNER).key()));

  private ConsensusDriver driver() {
    Journal.Owner owner = new Journal.Owner(Optional.empty(), ledger.genesisHash());
    Parameters.Timing timing = ledger.genesis().parameters().timing();
    Timing timers =
        new Timing(
            timing.leaderTimeout(),
            timing.notarizationTimeout(),
            timing.retryInterval(),
            timing.heartbeat());
    BlockId root = ledger.genesis().genesisBlock().id();
    Replica replica =
        Replica.recover(
            new ConsensusConfig(Epoch.ZERO, set, Optional.empty(), root, timers, 64),
            SafetyRecords.none());
    return new ConsensusDriver(
        consensus,
        clock,
        new ConsensusDriver.Voter(
            replica,
            Journal.create(new SimulatedDisk(1), "journal", owner),
            _ -> {
              throw new AssertionError("an observer signs nothing");
            },
            Duration.ZERO),
        new ConsensusPorts(
            new VoteLinks(network, set, liveness, clock), new NoBlocks(), (_, _) -> {}));
  }

  @Test
  void handsAGoodVoteOverAndPassesItOnWhereItCameByAnother() {
    intake.onVote(relay, encoded(signed(VOTE)));
    workers.runAll();

    assertFalse(consensus.isIdle());
    assertEquals(
        List.of(signer.id()),
        network.sent(MessageTypes.VOTE).stream().map(RecordingNetwork.Sent::to).toList());
    assertEquals(new View(1), liveness.lastVote(SIGNER));
  }

  @Test
  void doesNotPassOnWhatCameFromItsSigner() {
    intake.onVote(signer, encoded(signed(VOTE)));
    workers.runAll();

    assertFalse(consensus.isIdle());
    assertEquals(List.of(), network.sent(MessageTypes.VOTE));
  }

  @Test
  void verifiesAVoteOnceHoweverOftenItComes() {
    for (int i = 0; i < 3; i++) {
      intake.onVote(relay, encoded(signed(VOTE)));
      intake.onVote(signer, encoded(signed(VOTE)));
    }
    workers.runAll();
    intake.onVote(relay, encoded(signed(VOTE)));

    assertEquals(1, intake.verifications());
    assertTrue(workers.isIdle());
  }

  @Test
  void penalisesEveryTruncationOfAVoteAndWhatIsTooLong() {
    byte[] good = encoded(signed(VOTE));

    for (int length = 0; length <= good.length + 1; length++) {
      if (length != good.length) {
        int before = network.penalties.size();
        intake.onVote(network.connect(1), Arrays.copyOf(good, length));
        assertEquals(before + 1, network.penalties.size(), "of " + length + " bytes");
      }
    }
    assertNothingGotThrough();
  }

  @Test
  void penalisesABadSignature() {
    byte[] bad = encoded(signed(VOTE));
    bad[bad.length - 1] ^= 1;

    intake.onVote(relay, bad);
    workers.runAll();

    assertEquals(List.of("vote with a wrong signature"), network.penalties);
    assertNothingGotThrough();
  }

  @Test
  void penalisesTheSignatureOfAnotherValidator() {
    SignedVote stolen = signed(VOTE);

    intake.onVote(relay, encoded(new SignedVote(VOTE, new ValidatorId(2), stolen.signature())));
    workers.runAll();

    assertEquals(List.of("vote with a wrong signature"), network.penalties);
    assertNothingGotThrough();
  }

  @Test
  void penalisesASignerOutsideTheSet() {
    for (int index : new int[] {4, 255, 65_535}) {
      SignedVote vote = new SignedVote(VOTE, new ValidatorId(index), signed(VOTE).signature());
      intake.onVote(network.connect(1), encoded(vote));
      workers.runAll();
    }

    assertEquals(3, network.penalties.size());
    assertNothingGotThrough();
  }

  @Test
  void ignoresAnotherEpochWithoutBlameAndWithoutALookAtSignatures() {
    Vote other = new Vote.Nullify(new Epoch(7), new View(1));
    intake.onVote(relay, encoded(new SignedVote(other, SIGNER, signed(VOTE).signature())));
    intake.onCertificate(relay, certificate(other, 3).encoded());
    workers.runAll();

    assertEquals(0, intake.verifications());
    assertEquals(List.of(), network.penalties);
    assertNothingGotThrough();
  }

  @Test
  void doesNotBlameForAVoteFarInTheFuture() {
    intake.onVote(relay, encoded(signed(new Vote.Nullify(Epoch.ZERO, new View(Long.MAX_VALUE)))));
    workers.runAll();

    assertEquals(List.of(), network.penalties);
  }

  @Test
  void takesACertificateOnce() {
    byte[] good = certificate(VOTE, 3).encoded();

    intake.onCertificate(relay, good);
    intake.onCertificate(signer, good);
    workers.runAll();

    assertFalse(consensus.isIdle());
    assertEquals(1, intake.verifications());
  }

  @Test
  void penalisesACertificateWithoutAQuorumOrWithABadSignature() {
    byte[] bad = certificate(VOTE, 3).encoded();
    bad[bad.length - 1] ^= 1;

    intake.onCertificate(relay, certificate(VOTE, 2).encoded());
    intake.onCertificate(signer, bad);
    workers.runAll();

    assertEquals(
        List.of(
            "certificate with a wrong signature or without a quorum",
            "certificate with a wrong signature or without a quorum"),
        network.penalties);
    assertNothingGotThrough();
  }

  @Test
  void penalisesACertificateOfAnotherSetSize() {
    Certificate good = certificate(VOTE, 3);
    Certificate other = new Certificate(VOTE, 9, good.signers(), good.signatures());

    intake.onCertificate(relay, other.encoded());
    workers.runAll();

    assertEquals(1, network.penalties.size());
    assertNothingGotThrough();
  }

  @Test
  void penalisesEveryTruncationOfACertificateAndWhatIsTooLong() {
    byte[] good = certificate(VOTE, 3).encoded();

    for (int length = 0; length <= good.length + 1; length++) {
      if (length != good.length) {
        int before = network.penalties.size();
        intake.onCertificate(network.connect(1), Arrays.copyOf(good, length));
        assertEquals(before + 1, network.penalties.size(), "of " + length + " bytes");
      }
    }
    assertNothingGotThrough();
  }

  @Test
  void penalisesEveryTruncationOfARequestForACertificate() {
    BcsWriter writer = new BcsWriter();
    new Want(Epoch.ZERO, new View(3), Want.Kind.COVERING).write(writer);
    byte[] good = writer.toByteArray();

    for (int length = 0; length < good.length; length++) {
      intake.onWanted(network.connect(1), Arrays.copyOf(good, length));
    }
    assertEquals(good.length, network.penalties.size());
    assertNothingGotThrough();

    intake.onWanted(relay, good);
    assertFalse(consensus.isIdle());
  }

  private void assertNothingGotThrough() {
    workers.runAll();
    assertTrue(consensus.isIdle());
    assertEquals(List.of(), network.sent);
  }

  private SignedVote signed(Vote vote) {
    return verifier.sign(vote, SIGNER, key(SIGNER));
  }

  private KeyPair key(ValidatorId id) {
    return ledger.validatorKeys().get(id.index());
  }

  private Certificate certificate(Vote vote, int signers) {
    List<SignedVote> votes = new ArrayList<>();
    for (int i = 0; i < signers; i++) {
      ValidatorId id = new ValidatorId(i);
      votes.add(verifier.sign(vote, id, key(id)));
    }
    return new Certificate(
        vote,
        set.size(),
        votes.stream().map(SignedVote::signer).toList(),
        votes.stream().map(SignedVote::signature).toList());
  }

  private static byte[] encoded(SignedVote vote) {
    BcsWriter writer = new BcsWriter();
    vote.write(writer);
    return writer.toByteArray();
  }

  private static final class NoBlocks implements ConsensusPorts.Blocks {
    @Override
    public void build(Effect.Build build) {}

    @Override
    public void check(Effect.Check check) {}

    @Override
    public void journaled(List<BlockId> blocks) {}

    @Override
    public void learned(Certificate certificate) {}

    @Override
    public void commit(VerifiedCertificate finalization) {}
  }
}
