package cairn.ledger.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.Bytes;
import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.MerkleProof;
import cairn.ledger.BlockHeader;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.quorum.Certificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Proofs that somebody has tampered with: each is malformed or refused, never taken.
class ForgedProofTest {
  private static final Ed25519 ED25519 = new KeyedHashEd25519();
  private static final SampleChain SAMPLE = new SampleChain(ED25519);
  private static final ProofChain CHAIN = SAMPLE.chain;
  private static final LightVerifier VERIFIER = verifier();

  private static LightVerifier verifier() {
    Verdict verdict = LightVerifier.of(CHAIN.genesisHash(), CHAIN.genesis().summary());
    LightVerifier verifier = ((Verdict.Holds) verdict).verifier();
    verdict = verifier.follow(CHAIN.step(SampleChain.FIRST_END), ED25519);
    return ((Verdict.Holds) verdict).verifier();
  }

  static List<Proof> proofs() {
    BlockProof newest = CHAIN.at(5);
    BlockProof old = CHAIN.at(1, CHAIN.anchor(5));
    BlockProof closed = CHAIN.at(4, CHAIN.closedAnchor(SampleChain.SECOND_END, 2));
    return List.of(
        CHAIN.entry(newest, SAMPLE.record()),
        CHAIN.entry(newest, SAMPLE.absentKeys().getFirst()),
        CHAIN.entry(old, SAMPLE.lock()),
        CHAIN.included(old, 2),
        CHAIN.included(closed, 4),
        new Proof.Block(newest),
        new Proof.Block(old),
        CHAIN.expired(newest, SAMPLE.body(8, 2_000)));
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void theProofItselfHoldsAndEncodesBack(Proof proof) {
    byte[] bytes = proof.encoded();

    assertEquals(proof, Proof.decode(bytes));
    assertTrue(isTaken(bytes));
    assertTrue(bytes.length <= Proof.MAX_BYTES);
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void everyChangedBitIsRefusedOrSaysAnotherTruth(Proof proof) {
    byte[] bytes = proof.encoded();

    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << bit);
        assertFalse(misleads(changed), "bit " + bit + " of byte " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void everyTruncationAndEveryTailIsRefused(Proof proof) {
    byte[] bytes = proof.encoded();

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(MalformedException.class, () -> Proof.decode(cut));
    }
    assertThrows(
        MalformedException.class, () -> Proof.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    assertThrows(MalformedException.class, () -> Proof.decode(new byte[Proof.MAX_BYTES + 1]));
  }

  /// Cuts 32 bytes out, doubles them, and swaps them with the next 32, at every place.
  @ParameterizedTest
  @MethodSource("proofs")
  void hashesCutOutDoubledOrSwappedAreRefused(Proof proof) {
    byte[] bytes = proof.encoded();

    for (int i = 0; i + 64 <= bytes.length; i++) {
      byte[] without = joined(Arrays.copyOf(bytes, i), bytes, i + 32);
      byte[] doubled = joined(Arrays.copyOf(bytes, i + 32), bytes, i);
      byte[] swapped = bytes.clone();
      System.arraycopy(bytes, i, swapped, i + 32, 32);
      System.arraycopy(bytes, i + 32, swapped, i, 32);
      assertFalse(misleads(without), "without the hash at " + i);
      assertFalse(misleads(doubled), "with the hash at " + i + " twice");
      assertFalse(misleads(swapped), "swapped at " + i);
    }
  }

  @Test
  void theBytesOfTwoProofsMixedAreRefused() {
    List<byte[]> all = proofs().stream().map(Proof::encoded).toList();
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] first = all.get(random.nextInt(all.size()));
      byte[] second = all.get(random.nextInt(all.size()));
      byte[] mixed =
          joined(
              Arrays.copyOf(first, random.nextInt(first.length)),
              second,
              random.nextInt(second.length));

      assertFalse(misleads(mixed), "round " + round);
    }
  }

  @Test
  void partsOfTwoProofsMixedAreRefused() {
    BlockProof block = CHAIN.at(5);
    Proof.Entry record = CHAIN.entry(block, SAMPLE.record());
    Proof.Entry lock = CHAIN.entry(block, SAMPLE.lock());
    Proof.Entry then = CHAIN.entry(CHAIN.at(1), StateKey.account(SAMPLE.alice.publicKey()));
    Proof.Entry absent = CHAIN.entry(block, SAMPLE.absentKeys().getFirst());

    refused(new Proof.Entry(block, lock.key(), record.entry(), record.path()));
    refused(new Proof.Entry(block, record.key(), lock.entry(), record.path()));
    refused(new Proof.Entry(block, record.key(), record.entry(), lock.path()));
    refused(new Proof.Entry(block, record.key(), Optional.empty(), record.path()));
    refused(new Proof.Entry(block, record.key(), Optional.empty(), absent.path()));
    refused(new Proof.Entry(block, absent.key(), record.entry(), absent.path()));
    refused(new Proof.Entry(block, then.key(), then.entry(), then.path()));
    refused(
        new Proof.Entry(block, record.key(), Optional.of(Bytes.of(new byte[0])), record.path()));
  }

  @Test
  void anotherReceiptPlaceOrTransactionIsRefused() {
    BlockProof block = CHAIN.at(4);
    Proof.Included proof = CHAIN.included(block, 1);
    Proof.Included other = CHAIN.included(block, 2);
    var failed =
        new Receipt.Failed(
            0,
            new cairn.ledger.OperationFailure.InsufficientFunds(
                cairn.ledger.Amount.ZERO, cairn.ledger.Amount.MAX));

    assertTrue(isTaken(proof.encoded()));
    refused(new Proof.Included(block, proof.transaction(), failed, proof.path()));
    refused(new Proof.Included(block, other.transaction(), other.receipt(), proof.path()));
    refused(
        new Proof.Included(
            block,
            proof.transaction(),
            proof.receipt(),
            new MerkleProof(2, proof.path().size(), proof.path().path())));
    List<Hash> swapped = new ArrayList<>(proof.path().path());
    Collections.swap(swapped, 0, 1);
    refused(
        new Proof.Included(
            block, proof.transaction(), proof.receipt(), new MerkleProof(1, 5, swapped)));
  }

  @Test
  void anOldBlockStandsOnlyAtItsOwnPlaceInTheHistory() {
    FinalHeader anchor = CHAIN.anchor(5);
    List<Hash> path = CHAIN.at(1, anchor).older().orElseThrow().path();
    BlockHeader one = CHAIN.header(1);

    assertTrue(isTaken(new Proof.Block(CHAIN.at(1, anchor)).encoded()));
    refused(older(anchor, CHAIN.header(0), path));
    refused(older(anchor, CHAIN.header(2), path));
    refused(older(anchor, one, path.subList(1, path.size())));
    refused(older(anchor, one, List.of()));
    refused(older(anchor, CHAIN.header(5), List.of()));
    refused(older(anchor, CHAIN.header(8), path));
    refused(older(CHAIN.anchor(4), one, path));
    refused(older(anchor, atHeight(one, 2), path));
  }

  private static Proof older(FinalHeader anchor, BlockHeader header, List<Hash> path) {
    return new Proof.Block(new BlockProof(anchor, Optional.of(new BlockProof.Older(header, path))));
  }

  private static BlockHeader atHeight(BlockHeader header, long height) {
    return new BlockHeader(
        header.protocol(),
        header.genesis(),
        header.epoch(),
        header.view(),
        new cairn.ledger.Height(height),
        header.parent(),
        header.timestamp(),
        header.proposer(),
        header.txRoot(),
        header.stateRoot(),
        header.historyRoot(),
        header.signers(),
        header.nextSigners());
  }

  @Test
  void noCertificateButAQuorumsFinalizationOfThisHeaderServes() {
    BlockHeader header = CHAIN.header(5);
    Certificate full = CHAIN.finalization(header);
    int quorum = full.signers().size();
    Vote notarize = new Vote.Notarize(header.epoch(), header.view(), new View(0), header.id());
    List<Certificate> wrong =
        List.of(
            CHAIN.finalization(CHAIN.header(4)),
            CHAIN.finalization(header, 0),
            with(full, notarize),
            with(full, new Vote.Finalize(header.epoch(), header.view().next(), header.id())),
            new Certificate(
                full.vote(),
                full.setSize(),
                full.signers().subList(0, quorum - 1),
                full.signatures().subList(0, quorum - 1)),
            new Certificate(full.vote(), full.setSize(), List.of(), List.of()),
            new Certificate(
                full.vote(),
                full.setSize(),
                full.signers(),
                Collections.nCopies(quorum, full.signatures().getFirst())));

    assertTrue(isTaken(block(header, full).encoded()));
    wrong.forEach(certificate -> refused(block(header, certificate)));
  }

  private static Certificate with(Certificate certificate, Vote vote) {
    return new Certificate(
        vote, certificate.setSize(), certificate.signers(), certificate.signatures());
  }

  private static Proof block(BlockHeader header, Certificate certificate) {
    return new Proof.Block(new BlockProof(new FinalHeader(header, certificate), Optional.empty()));
  }

  @Test
  void everyChangedBitOfAnEpochStepIsRefused() {
    byte[] bytes = CHAIN.closedStep(SampleChain.SECOND_END, 1).encoded();

    assertInstanceOf(Verdict.Holds.class, VERIFIER.follow(EpochStep.decode(bytes), ED25519));
    for (int i = 0; i < bytes.length * 8; i++) {
      byte[] changed = bytes.clone();
      changed[i / 8] ^= (byte) (1 << (i % 8));
      Verdict verdict;
      try {
        verdict = VERIFIER.follow(EpochStep.decode(changed), ED25519);
      } catch (MalformedException e) {
        continue;
      }
      assertFalse(verdict instanceof Verdict.Holds, "bit " + i);
    }
  }

  private static void refused(Proof proof) {
    Verdict verdict = VERIFIER.verify(proof, ED25519);
    assertFalse(verdict instanceof Verdict.Holds, proof.toString());
    assertTrue(verdict.sentence().matches("[A-Z].*\\."), verdict.sentence());
  }

  private static boolean isTaken(byte[] bytes) {
    try {
      return VERIFIER.verify(Proof.decode(bytes), ED25519) instanceof Verdict.Holds;
    } catch (MalformedException e) {
      return false;
    }
  }

  /// Whether it is taken though the chain says something else. A proof that a key is absent is one
  /// for the keys beside it too, and an expiry for whatever its sender might have signed.
  private static boolean misleads(byte[] bytes) {
    return isTaken(bytes) && !isTrue(Proof.decode(bytes));
  }

  private static boolean isTrue(Proof proof) {
    BlockProof block = proof.block();
    if (!CHAIN.header(proof.header().height().number()).equals(proof.header())) {
      return false;
    }
    return switch (proof) {
      case Proof.Entry entry -> entry.equals(CHAIN.entry(block, entry.key()));
      case Proof.Included included ->
          included.equals(CHAIN.included(block, (int) included.path().index()));
      case Proof.Block _ -> proofs().contains(proof);
      case Proof.Expired expired ->
          expired.equals(CHAIN.expired(block, expired.body()))
              && expired.body().validUntil().isBefore(proof.header().timestamp());
    };
  }

  private static byte[] joined(byte[] start, byte[] end, int from) {
    byte[] result = Arrays.copyOf(start, start.length + end.length - from);
    System.arraycopy(end, from, result, start.length, end.length - from);
    return result;
  }
}
