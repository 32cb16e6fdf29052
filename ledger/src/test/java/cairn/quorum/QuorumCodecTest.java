package cairn.quorum;

import static cairn.quorum.QuorumFixture.BLOCK;
import static cairn.quorum.QuorumFixture.OTHER_BLOCK;
import static cairn.quorum.QuorumFixture.finalizing;
import static cairn.quorum.QuorumFixture.notarizing;
import static cairn.quorum.QuorumFixture.nullifying;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.quorum.Evidence.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QuorumCodecTest {
  private final QuorumFixture fixture = new QuorumFixture(QuorumFixture.equal(11));

  @Test
  void votesRoundTripAndEveryTruncationIsRefused() {
    for (Vote vote : List.of(notarizing(3), nullifying(Long.MAX_VALUE), finalizing(1))) {
      assertCanonical(vote.encoded(), Vote::read, Vote::encoded);
      assertEquals(vote, BcsReader.decode(vote.encoded(), Vote::read));
    }
    assertEquals(57, notarizing(3).encoded().length);
    assertEquals(17, nullifying(3).encoded().length);
    assertEquals(49, finalizing(3).encoded().length);
  }

  @Test
  void voteOfAnUnknownKindOrAnImpossibleViewIsMalformed() {
    byte[] bytes = notarizing(3).encoded();

    assertMalformed(with(bytes, 0, 3), Vote::read);
    assertMalformed(with(bytes, 8, 0x80), Vote::read);
    assertMalformed(with(bytes, 16, 0x80), Vote::read);
    assertMalformed(with(bytes, 17, 3), Vote::read);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Vote.Notarize(Epoch.ZERO, new View(1), new View(1), BLOCK));
  }

  @Test
  void signedVotesRoundTrip() {
    SignedVote vote = fixture.sign(10, finalizing(3));

    assertCanonical(encoded(vote), SignedVote::read, QuorumCodecTest::encoded);
    assertEquals(vote, BcsReader.decode(encoded(vote), SignedVote::read));
  }

  @Test
  void certificatesRoundTripForEverySigner() {
    for (int signer = 0; signer < 11; signer++) {
      Certificate certificate = fixture.certificate(nullifying(3), signer);
      assertEquals(certificate, BcsReader.decode(certificate.encoded(), Certificate::read));
    }
    Certificate all = fixture.certificate(finalizing(3), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertCanonical(all.encoded(), Certificate::read, Certificate::encoded);
    assertEquals(49 + 2 + 2 + 11 * 64, all.encoded().length);
  }

  @Test
  void bitmapBitsBeyondTheSetAreMalformed() {
    byte[] bytes = fixture.certificate(nullifying(3), 0, 10).encoded();
    int bitmap = 17 + 2;

    assertEquals(1, bytes[bitmap]);
    assertEquals(4, bytes[bitmap + 1]);
    for (int bit = 3; bit < 8; bit++) {
      byte[] more = Arrays.copyOf(bytes, bytes.length + 64);
      assertMalformed(with(more, bitmap + 1, 4 | 1 << bit), Certificate::read);
      assertMalformed(with(bytes, bitmap + 1, 1 << bit), Certificate::read);
    }
  }

  @Test
  void certificateWithSignaturesMissingOrLeftOverIsMalformed() {
    byte[] bytes = fixture.certificate(nullifying(3), 0, 1).encoded();

    assertMalformed(Arrays.copyOf(bytes, bytes.length - 64), Certificate::read);
    assertMalformed(Arrays.copyOf(bytes, bytes.length + 64), Certificate::read);
    assertMalformed(with(bytes, 19, 7), Certificate::read);
    assertMalformed(with(bytes, 19, 1), Certificate::read);
  }

  @Test
  void certificateOfAnImpossibleSetIsMalformed() {
    byte[] bytes = fixture.certificate(nullifying(3), 0).encoded();

    assertMalformed(with(bytes, 17, 0), Certificate::read);
    assertMalformed(with(with(bytes, 17, 1), 18, 1), Certificate::read);
    assertMalformed(with(with(bytes, 17, 255), 18, 255), Certificate::read);
  }

  @Test
  void everyPairOfVotesConflictsAsTheRulesSay() {
    Vote otherParent = new Vote.Notarize(Epoch.ZERO, new View(3), new View(1), BLOCK);
    Vote otherBlock = new Vote.Notarize(Epoch.ZERO, new View(3), new View(2), OTHER_BLOCK);
    Vote otherFinal = new Vote.Finalize(Epoch.ZERO, new View(3), OTHER_BLOCK);

    assertConflict(Optional.of(Kind.CONFLICTING_NOTARIZE), notarizing(3), otherParent);
    assertConflict(Optional.of(Kind.CONFLICTING_NOTARIZE), notarizing(3), otherBlock);
    assertConflict(Optional.of(Kind.CONFLICTING_FINALIZE), finalizing(3), otherFinal);
    assertConflict(Optional.of(Kind.NULLIFY_AND_FINALIZE), nullifying(3), finalizing(3));

    assertConflict(Optional.empty(), notarizing(3), notarizing(3));
    assertConflict(Optional.empty(), nullifying(3), nullifying(3));
    assertConflict(Optional.empty(), finalizing(3), finalizing(3));
    assertConflict(Optional.empty(), notarizing(3), nullifying(3));
    assertConflict(Optional.empty(), notarizing(3), finalizing(3));
    assertConflict(Optional.empty(), notarizing(3), otherFinal);
    assertConflict(Optional.empty(), notarizing(3), notarizing(4));
    assertConflict(Optional.empty(), finalizing(3), nullifying(4));
    assertConflict(
        Optional.empty(), nullifying(3), new Vote.Finalize(Epoch.ZERO.next(), new View(3), BLOCK));
  }

  @Test
  void votesOfTwoValidatorsNeverConflict() {
    assertEquals(
        Optional.empty(),
        Evidence.conflict(fixture.sign(1, nullifying(3)), fixture.sign(2, finalizing(3))));
  }

  @Test
  void evidenceRoundTripsAndEvidenceOfNothingIsMalformed() {
    Evidence evidence =
        new Evidence(fixture.sign(1, nullifying(3)), fixture.sign(1, finalizing(3)));

    assertCanonical(encoded(evidence), Evidence::read, QuorumCodecTest::encoded);
    assertEquals(evidence, BcsReader.decode(encoded(evidence), Evidence::read));
    assertEquals(Kind.NULLIFY_AND_FINALIZE, evidence.kind());

    BcsWriter twice = new BcsWriter();
    fixture.sign(1, nullifying(3)).write(twice);
    fixture.sign(1, nullifying(3)).write(twice);
    assertMalformed(twice.toByteArray(), Evidence::read);
  }

  private void assertConflict(Optional<Kind> expected, Vote first, Vote second) {
    SignedVote a = fixture.sign(1, first);
    SignedVote b = fixture.sign(1, second);
    assertEquals(expected, Evidence.conflict(a, b));
    assertEquals(expected, Evidence.conflict(b, a));
    if (expected.isEmpty()) {
      assertThrows(IllegalArgumentException.class, () -> new Evidence(a, b));
    } else {
      assertEquals(expected.get(), new Evidence(a, b).kind());
    }
  }

  private static <T> void assertCanonical(
      byte[] bytes, Function<BcsReader, T> decoder, Function<T, byte[]> encoder) {
    assertArrayEquals(bytes, encoder.apply(BcsReader.decode(bytes, decoder)));
    for (int cut = 0; cut < bytes.length; cut++) {
      assertMalformed(Arrays.copyOf(bytes, cut), decoder);
    }
    assertMalformed(Arrays.copyOf(bytes, bytes.length + 1), decoder);
  }

  private static void assertMalformed(byte[] bytes, Function<BcsReader, ?> decoder) {
    assertThrows(MalformedException.class, () -> BcsReader.decode(bytes, decoder));
  }

  private static byte[] with(byte[] bytes, int index, int value) {
    byte[] result = bytes.clone();
    result[index] = (byte) value;
    return result;
  }

  private static byte[] encoded(SignedVote vote) {
    BcsWriter writer = new BcsWriter();
    vote.write(writer);
    return writer.toByteArray();
  }

  private static byte[] encoded(Evidence evidence) {
    BcsWriter writer = new BcsWriter();
    evidence.write(writer);
    return writer.toByteArray();
  }
}
