package cairn.quorum;

import static cairn.quorum.QuorumFixture.BLOCK;
import static cairn.quorum.QuorumFixture.GENESIS;
import static cairn.quorum.QuorumFixture.OTHER_BLOCK;
import static cairn.quorum.QuorumFixture.finalizing;
import static cairn.quorum.QuorumFixture.notarizing;
import static cairn.quorum.QuorumFixture.nullifying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VoteVerifierTest {
  private final QuorumFixture fixture = new QuorumFixture(1, 1, 1, 1);
  private final VoteVerifier verifier = fixture.verifier;

  @Test
  void signedVotesVerifyWithRealSignatures() {
    QuorumFixture real = new QuorumFixture(new BouncyCastleEd25519(), 1, 1, 1, 1);
    for (Vote vote : List.of(notarizing(3), nullifying(3), finalizing(3))) {
      SignedVote signed = real.sign(2, vote);

      assertEquals(signed, real.verifier.verify(signed).orElseThrow().signed());
      assertEquals(signed, real.sign(2, vote), "the same vote gives the same bytes");
    }
    assertTrue(real.verifier.verify(real.certificate(finalizing(3), 0, 1, 3)).isPresent());
  }

  @Test
  void voteOfAnotherEpochNetworkOrSignerIsRefused() {
    SignedVote signed = fixture.sign(1, notarizing(3));

    assertTrue(verifier.verify(signed).isPresent());
    assertEquals(Optional.empty(), fixture.verifier(Epoch.ZERO.next(), GENESIS).verify(signed));
    assertEquals(Optional.empty(), fixture.verifier(Epoch.ZERO, Hash.ZERO).verify(signed));
    assertEquals(Optional.empty(), verifier.verify(with(signed, 2)));
    assertEquals(Optional.empty(), verifier.verify(with(signed, 4)));
    assertEquals(Optional.empty(), verifier.verify(with(signed, 65535)));
  }

  @Test
  void signatureOfOneVoteProvesNoOther() {
    List<Vote> votes =
        List.of(
            notarizing(3),
            new Vote.Notarize(Epoch.ZERO, new View(3), new View(1), BLOCK),
            new Vote.Notarize(Epoch.ZERO, new View(3), new View(2), OTHER_BLOCK),
            nullifying(3),
            nullifying(4),
            finalizing(3),
            finalizing(4),
            new Vote.Finalize(Epoch.ZERO, new View(3), OTHER_BLOCK));
    for (Vote signedVote : votes) {
      SignedVote signed = fixture.sign(1, signedVote);
      for (Vote claimed : votes) {
        SignedVote swapped = new SignedVote(claimed, signed.signer(), signed.signature());
        assertEquals(claimed.equals(signedVote), verifier.verify(swapped).isPresent());
      }
    }
  }

  @Test
  void certificateNeedsAQuorum() {
    assertEquals(Optional.empty(), verifier.verify(fixture.certificate(nullifying(1))));
    assertEquals(Optional.empty(), verifier.verify(fixture.certificate(nullifying(1), 0, 3)));
    assertTrue(verifier.verify(fixture.certificate(nullifying(1), 0, 1, 3)).isPresent());
    assertTrue(verifier.verify(fixture.certificate(nullifying(1), 0, 1, 2, 3)).isPresent());
  }

  @Test
  void certificateCountsPowerNotHeads() {
    QuorumFixture weighted = new QuorumFixture(1, 1, 1, 7);

    assertTrue(weighted.verifier.verify(weighted.certificate(nullifying(1), 3)).isPresent());
    assertEquals(
        Optional.empty(), weighted.verifier.verify(weighted.certificate(nullifying(1), 0, 1, 2)));
    QuorumFixture exactlyTwoThirds = new QuorumFixture(2, 1);
    assertEquals(
        Optional.empty(),
        exactlyTwoThirds.verifier.verify(exactlyTwoThirds.certificate(nullifying(1), 0)));
  }

  @Test
  void certificateOfAnotherEpochNetworkOrSetIsRefused() {
    Certificate certificate = fixture.certificate(finalizing(3), 0, 1, 2);

    assertEquals(
        Optional.empty(), fixture.verifier(Epoch.ZERO.next(), GENESIS).verify(certificate));
    assertEquals(Optional.empty(), fixture.verifier(Epoch.ZERO, Hash.ZERO).verify(certificate));
    assertEquals(Optional.empty(), new QuorumFixture(1, 1, 1, 1, 1).verifier.verify(certificate));
    assertEquals(
        Optional.empty(),
        verifier.verify(
            new Certificate(
                certificate.vote(), 5, certificate.signers(), certificate.signatures())));
  }

  @Test
  void oneBadSignatureSpoilsACertificate() {
    Certificate good = fixture.certificate(finalizing(3), 0, 1, 2, 3);
    for (int i = 0; i < 4; i++) {
      List<Signature> signatures = new ArrayList<>(good.signatures());
      signatures.set(i, fixture.sign(i, finalizing(4)).signature());
      assertEquals(Optional.empty(), verifier.verify(with(good, signatures)));
    }
    List<Signature> swapped = new ArrayList<>(good.signatures());
    Collections.swap(swapped, 0, 1);
    assertEquals(Optional.empty(), verifier.verify(with(good, swapped)));
  }

  @Test
  void certificateOfOneKindProvesNoOther() {
    Certificate notarization = fixture.certificate(notarizing(3), 0, 1, 2);

    assertEquals(
        Optional.empty(),
        verifier.verify(
            new Certificate(finalizing(3), 4, notarization.signers(), notarization.signatures())));
  }

  @Test
  void signersAreDistinctAscendingAndWithinTheSet() {
    Signature signature = fixture.sign(0, nullifying(1)).signature();
    for (List<Integer> signers :
        List.of(List.of(0, 0, 0), List.of(1, 0), List.of(0, 4), List.of(0, 1, 1))) {
      List<ValidatorId> ids = signers.stream().map(ValidatorId::new).toList();
      List<Signature> signatures = Collections.nCopies(signers.size(), signature);
      assertThrows(
          IllegalArgumentException.class, () -> new Certificate(nullifying(1), 4, ids, signatures));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new Certificate(nullifying(1), 4, List.of(new ValidatorId(0)), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Certificate(nullifying(1), 0, List.of(), List.of()));
  }

  @Test
  void assembledCertificateVerifies() {
    for (Vote vote : List.of(notarizing(2), nullifying(2), finalizing(2))) {
      VerifiedCertificate assembled =
          VerifiedCertificate.assemble(
              fixture.set,
              List.of(
                  fixture.verified(3, vote), fixture.verified(0, vote), fixture.verified(1, vote)));

      assertEquals(fixture.certificate(vote, 0, 1, 3), assembled.certificate());
      assertEquals(Optional.of(assembled), verifier.verify(assembled.certificate()));
    }
  }

  @Test
  void assemblyRefusesTwoVotesASignerTwiceAndTooFew() {
    VerifiedVote first = fixture.verified(0, nullifying(2));
    VerifiedVote second = fixture.verified(1, nullifying(2));
    VerifiedVote other = fixture.verified(2, nullifying(3));

    assertThrows(
        IllegalArgumentException.class,
        () -> VerifiedCertificate.assemble(fixture.set, List.of(first, second, other)));
    assertThrows(
        IllegalArgumentException.class,
        () -> VerifiedCertificate.assemble(fixture.set, List.of(first, first, second)));
    assertThrows(
        IllegalArgumentException.class,
        () -> VerifiedCertificate.assemble(fixture.set, List.of(first, second)));
  }

  @Test
  void evidenceIsProvedByBothSignatures() {
    SignedVote first = fixture.sign(1, nullifying(3));
    SignedVote second = fixture.sign(1, finalizing(3));
    SignedVote forged =
        new SignedVote(second.vote(), second.signer(), fixture.sign(2, finalizing(3)).signature());

    assertTrue(verifier.isProved(new Evidence(first, second)));
    assertFalse(verifier.isProved(new Evidence(first, forged)));
    assertFalse(verifier.isProved(new Evidence(forged, first)));
    assertFalse(fixture.verifier(Epoch.ZERO.next(), GENESIS).isProved(new Evidence(first, second)));
  }

  @Test
  void castSignsForTheMemberAndNobodyElse() {
    ValidatorId self = new ValidatorId(1);

    assertEquals(
        fixture.verified(1, nullifying(3)),
        verifier.cast(nullifying(3), self, fixture.keys.get(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> verifier.cast(nullifying(3), self, fixture.keys.get(2)));
    Vote old = new Vote.Nullify(Epoch.ZERO.next(), new View(1));
    assertThrows(
        IllegalArgumentException.class, () -> verifier.cast(old, self, fixture.keys.get(1)));
  }

  /// A key outside the prime-order subgroup signs nothing, even if a set names it.
  @Test
  void invalidKeyInTheSetNeverVerifies() {
    byte[] identity = new byte[32];
    identity[0] = 1;
    ValidatorSet set = ValidatorSet.of(List.of(new Validator(PublicKey.of(identity), 1)));
    VoteVerifier real = new VoteVerifier(Epoch.ZERO, set, GENESIS, new BouncyCastleEd25519());
    byte[] signature = new byte[64];
    signature[0] = 1;

    assertEquals(
        Optional.empty(),
        real.verify(new SignedVote(nullifying(1), new ValidatorId(0), Signature.of(signature))));
  }

  private static SignedVote with(SignedVote vote, int signer) {
    return new SignedVote(vote.vote(), new ValidatorId(signer), vote.signature());
  }

  private static Certificate with(Certificate certificate, List<Signature> signatures) {
    return new Certificate(
        certificate.vote(), certificate.setSize(), certificate.signers(), signatures);
  }
}
