package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Certificates formed or first learned are sent on once to all validators that are not
/// known to have them. On every new connection both sides send their best finalization and the
/// certificate by which they entered their view", and what is asked for and answered.
class CertificatesTest {
  @Test
  void sendsOnWhatItFormsOnce() {
    Bench bench = Bench.validator(0);

    bench.votes(notarize(1, 0, "a"), 1, 2, 3);
    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(notarize(1, 0, "a")), bench.sentOn());
  }

  @Test
  void sendsOnWhatItFirstLearnsOnceButNotBack() {
    Bench bench = Bench.validator(0);
    VerifiedCertificate certificate = bench.committee().nullification(1);

    bench.step(new Event.CertificateReceived(certificate, Optional.of(new ValidatorId(2))));
    bench.step(new Event.CertificateReceived(certificate, Optional.of(new ValidatorId(3))));

    List<Effect.BroadcastCertificate> sent = bench.all(Effect.BroadcastCertificate.class);
    assertEquals(1, sent.size());
    assertEquals(Set.of(new ValidatorId(2)), sent.getFirst().except());
  }

  @Test
  void sendsANotarizationToNobodyWhoVotedToFinalizeIt() {
    Bench bench = Bench.validator(0).vote(3, toFinalize(1, "a"));

    bench.votes(notarize(1, 0, "a"), 1, 2, 3);

    assertEquals(
        Set.of(new ValidatorId(3)),
        bench.all(Effect.BroadcastCertificate.class).getFirst().except());
  }

  @Test
  void persistsACertificateBeforeSendingItOn() {
    Bench bench = Bench.validator(0).nullified(1);

    List<Effect> effects = bench.effects();
    Effect persist = new Effect.Persist(Bench.learned(bench.committee().nullification(1)));
    Effect sent = bench.all(Effect.BroadcastCertificate.class).getFirst();
    assertTrue(effects.contains(persist));
    assertTrue(effects.indexOf(persist) < effects.indexOf(sent));
  }

  /// An addition to DESIGN §4: the history that a replica fetches is not sent to everybody again.
  @Test
  void doesNotSendOnWhatOnlyFillsAGapBehindIt() {
    Bench bench = Bench.validator(0).nullified(4).forget();

    bench.nullified(2, 3, 1);

    assertEquals(List.of(), bench.sentOn());
    assertEquals(
        List.of(nullify(2), nullify(3), nullify(1)),
        bench.journal().stream()
            .filter(record -> record.view().number() < 4)
            .map(CertificatesTest::voteOf)
            .toList());
  }

  @Test
  void sendsOnALateNotarizationThatIsTheHighestItKnows() {
    Bench bench = Bench.validator(0).nullified(1, 2).forget();

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(notarize(1, 0, "a")), bench.sentOn());
  }

  @Test
  void greetsANewConnectionWithFinalizationAndEntryCertificate() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(3, "c")).nullified(4, 5).forget();

    bench.step(new Event.PeerConnected(Bench.PEER, Optional.of(new ValidatorId(1))));

    assertEquals(List.of(toFinalize(3, "c"), nullify(5)), bench.answered());
  }

  @Test
  void greetsWithOneCertificateWhereBothAreTheSame() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(3, "c")).forget();

    bench.step(new Event.PeerConnected(Bench.PEER, Optional.empty()));

    assertEquals(List.of(toFinalize(3, "c")), bench.answered());
  }

  @Test
  void greetsWithNothingBeforeTheFirstCertificate() {
    Bench bench = Bench.validator(0);

    bench.step(new Event.PeerConnected(Bench.PEER, Optional.empty()));

    assertEquals(List.of(), bench.answered());
  }

  @Test
  void answersFromWhatItHolds() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(2, "b")).nullified(3);
    bench.learn(bench.committee().notarization(4, 2, "d"));
    bench.learn(bench.committee().notarization(3, 2, "c")).nullified(5);

    assertEquals(List.of(toFinalize(2, "b")), bench.ask(Want.Kind.COVERING, 1));
    assertEquals(List.of(toFinalize(2, "b")), bench.ask(Want.Kind.COVERING, 2));
    assertEquals(List.of(notarize(4, 2, "d")), bench.ask(Want.Kind.COVERING, 3));
    assertEquals(List.of(nullify(5)), bench.ask(Want.Kind.COVERING, 5));
    assertEquals(List.of(), bench.ask(Want.Kind.COVERING, 6));
    assertEquals(List.of(notarize(3, 2, "c")), bench.ask(Want.Kind.NOTARIZATION, 3));
    assertEquals(List.of(), bench.ask(Want.Kind.NOTARIZATION, 5));
    assertEquals(List.of(nullify(3)), bench.ask(Want.Kind.NULLIFICATION, 3));
    assertEquals(List.of(), bench.ask(Want.Kind.NULLIFICATION, 4));
  }

  @Test
  void answersNothingOfAnotherEpoch() {
    Bench bench = Bench.validator(0).nullified(1).forget();

    bench.step(
        new Event.CertificateWanted(
            Bench.PEER, new Want(new Epoch(3), new View(1), Want.Kind.COVERING)));

    assertEquals(List.of(), bench.answered());
  }

  /// Background fetch of missing certificates.
  @Test
  void asksAnybodyForWhatIsMissingBehindItLowestFirst() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(1, 0, "a")).forget();

    bench.nullified(4);

    assertEquals(
        List.of(Bench.want(Want.Kind.COVERING, 2), Bench.want(Want.Kind.COVERING, 3)),
        bench.fetched());
    assertTrue(bench.all(Effect.Fetch.class).stream().allMatch(fetch -> fetch.first().isEmpty()));
    assertEquals(bench.fetched(), bench.replica().status().missing());
  }

  @Test
  void asksForTheNextWhenOneCame() {
    Bench bench = Bench.validator(0).nullified(40).forget();

    bench.nullified(1, 2);

    assertEquals(
        List.of(
            Bench.want(Want.Kind.COVERING, Gaps.LIMIT + 1),
            Bench.want(Want.Kind.COVERING, Gaps.LIMIT + 2)),
        bench.fetched());
  }

  @Test
  void stopsAskingWhenAHigherCertificateCoversTheGap() {
    Bench bench = Bench.validator(0).nullified(40);

    bench.learn(bench.committee().notarization(39, 0, "z"));

    assertEquals(List.of(), bench.replica().status().missing());
  }

  private static Vote voteOf(SafetyRecord record) {
    return switch (record) {
      case SafetyRecord.OwnVote(Vote vote) -> vote;
      case SafetyRecord.Learned(var certificate) -> certificate.vote();
      case SafetyRecord.Floor floor -> throw new AssertionError("no floor here: " + floor);
    };
  }
}
