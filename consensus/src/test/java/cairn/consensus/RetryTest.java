package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "While stuck, every retry interval, and at once after a recovery: re-send, byte for
/// byte, the own notarize and finalize votes above the last final view, the nullify, and the entry
/// certificate", and "Journal before send".
class RetryTest {
  @Test
  void sendsItsVotesAndTheEntryCertificateAgainByteForByte() {
    Bench bench = Bench.validator(0).due().nullified(1).validProposal(2, 0, "b");
    bench.learn(bench.committee().notarization(2, 0, "b"));
    bench.validProposal(3, 2, "c").fire(Timer.Kind.NOTARIZATION);
    List<SignedVote> before = sent(bench);
    bench.forget();

    bench.fire(Timer.Kind.RETRY);

    assertEquals(
        List.of(notarize(2, 0, "b"), toFinalize(2, "b"), notarize(3, 2, "c"), nullify(3)),
        bench.cast());
    assertEquals(before, sent(bench));
    assertEquals(List.of(notarize(2, 0, "b")), bench.sentOn(), "the entry certificate");
  }

  /// The votes of a view that is neither final nor nullified may be all that others lack, however
  /// many views were entered since.
  @Test
  void sendsTheVotesAboveTheLastFinalViewAgainThoughManyViewsAreOver() {
    Bench bench = Bench.validator(0).due();
    bench.learn(bench.committee().notarization(1, 0, "a"));
    for (long view = 2; view <= 3 * Committee.VIEWS_KEPT; view++) {
      bench.nullified(view);
    }
    bench.forget();

    bench.fire(Timer.Kind.RETRY);

    assertTrue(bench.cast().contains(toFinalize(1, "a")), bench.cast().toString());
  }

  @Test
  void sendsNoVotesAgainThatNobodyWouldCount() {
    Bench bench = Bench.validator(0).due();
    bench.learn(bench.committee().notarization(1, 0, "a"));
    for (long view = 2; view <= 5 * Committee.VIEWS_KEPT; view++) {
      bench.nullified(view);
    }
    bench.forget();

    bench.fire(Timer.Kind.RETRY);

    assertEquals(List.of(), bench.cast());
  }

  @Test
  void goesOnRetryingWhileStuck() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER);

    for (int i = 0; i < 5; i++) {
      bench.forget().fire(Timer.Kind.RETRY);
      assertEquals(List.of(nullify(1)), bench.cast());
    }
  }

  @Test
  void retriesANullifyThoughNothingIsDueAnyMore() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER).notDue().forget();

    bench.fire(Timer.Kind.RETRY);

    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void doesNotRetryWhenNothingIsStuck() {
    Bench bench = Bench.validator(0).due();
    Effect.StartTimer retry = bench.newest(Timer.Kind.RETRY).orElseThrow();
    bench.notDue().forget();

    bench.step(new Event.TimerFired(retry.timer()));

    assertEquals(List.of(), bench.effects());
  }

  @Test
  void doesNotSendVotesOfFinalViewsAgain() {
    Bench bench = Bench.validator(0).validProposal(1, 0, "a");
    bench.learn(bench.committee().finalization(1, "a")).due().forget();

    bench.fire(Timer.Kind.RETRY);

    assertEquals(List.of(), bench.cast());
  }

  @Test
  void asksForWhatCouldMoveItOn() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(1, 0, "a")).forget();

    bench.fire(Timer.Kind.RETRY);

    assertEquals(
        List.of(Bench.want(Want.Kind.COVERING, 2), Bench.want(Want.Kind.COVERING, 1)),
        bench.fetched(),
        "what ends this view, and the finality of the last block");
  }

  /// Bug 2b: a targeted fetch to a leader that is offline must not stand in the way of asking
  /// others.
  @Test
  void widensATargetedFetchToAnybody() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(2, 0, "b")).proposal(3, 0, "c").forget();

    bench.fire(Timer.Kind.RETRY);

    assertTrue(
        bench
            .all(Effect.Fetch.class)
            .contains(new Effect.Fetch(Bench.want(Want.Kind.NULLIFICATION, 1), Optional.empty())));
  }

  @Test
  void signsAndSendsTheRecoveredVotesAtOnce() {
    Bench bench = Bench.validator(0).validProposal(1, 0, "a");
    bench.learn(bench.committee().notarization(1, 0, "a"));
    List<SignedVote> before = sent(bench);

    bench.restart();

    assertEquals(before, sent(bench));
    assertEquals(2, bench.view());
    assertEquals(List.of(notarize(1, 0, "a")), bench.sentOn());
    assertEquals(
        List.of(),
        bench.all(Effect.Persist.class),
        "what the journal holds is not written there again");
  }

  /// Bug 16: an empty vote that was sent again after a restart must arm its retry timer.
  @Test
  void goesOnRetryingARecoveredNullify() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER).restart();
    assertEquals(List.of(nullify(1)), bench.cast());

    bench.forget().fire(Timer.Kind.RETRY);

    assertEquals(List.of(nullify(1)), bench.cast());
    assertTrue(bench.newest(Timer.Kind.RETRY).isPresent());
  }

  /// Bugs 3 and #4275: after all crash with nullify journaled, each has the others' votes again and
  /// must count its own.
  @Test
  void countsItsRecoveredVotes() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER).restart();

    bench.votes(nullify(1), 1, 2);

    assertEquals(2, bench.view());
  }

  @Test
  void finalizesAfterARestartWhatWasNotarizedWhenItEnded() {
    Bench bench =
        Bench.recovered(0, Bench.learned(Committee.of(4).notarization(1, 0, "a", 1, 2, 3)));

    assertEquals(List.of(toFinalize(1, "a")), bench.cast());
  }

  @Test
  void commitsTheRecoveredFinalizationAgain() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(1, "a"));
    bench.learn(bench.committee().finalization(3, "c"));

    bench.restart();

    assertEquals(List.of(toFinalize(3, "c")), bench.committed());
  }

  /// Bug 6: a restart re-sends votes and never votes differently.
  @Test
  void doesNotVoteForAnotherProposalAfterARestart() {
    Bench bench = Bench.validator(0).validProposal(1, 0, "a").restart();

    bench.validProposal(1, 0, "b");

    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  @Test
  void doesNotProposeTwiceAcrossARestart() {
    Bench bench = Bench.validator(1).due().built(1, "a").restart().due();

    bench.built(1, "b");

    assertEquals(List.of(), bench.all(Effect.Build.class));
    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  /// Bug 6, at the moment between journal and signature.
  @Test
  void aVoteThatWasJournaledAndNeverSignedIsTheVote() {
    Bench bench = Bench.validator(0).withoutSigning().validProposal(1, 0, "a");
    assertEquals(List.of(), bench.cast());

    bench.restart().validProposal(1, 0, "b");

    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  /// Bug 14: the finalize vote was rebuilt for a view that had timed out, because that was
  /// forgotten.
  @Test
  void remembersThatItNullifiedHoweverMuchHappensAbove() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER).restart();
    long far = 10L * Committee.VIEWS_KEPT;
    for (long view = 1; view <= far; view++) {
      bench.nullified(view);
    }

    bench.restart().learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(), bench.cast().stream().filter(Vote.Finalize.class::isInstance).toList());
  }

  /// Bug 15: the last record of a log need not be of the highest view.
  @Test
  void recoveryFoldsTheWholeLogInWhateverOrder() {
    Committee committee = Committee.of(4).without(new ValidatorId(0));
    Bench bench =
        Bench.recovered(
            0,
            Bench.own(nullify(7)),
            Bench.learned(committee.notarization(6, 3, "f")),
            Bench.own(notarize(4, 3, "d")),
            Bench.learned(committee.nullification(5)),
            Bench.learned(committee.finalization(3, "c")),
            Bench.own(notarize(2, 1, "b")),
            Bench.learned(committee.nullification(4)));

    assertEquals(7, bench.view());
    assertEquals(new View(3), bench.replica().status().lastFinal());
    assertEquals(List.of(notarize(4, 3, "d"), nullify(7), toFinalize(6, "f")), bench.cast());
  }

  /// DESIGN §4: a replica whose vote would be at or below the floor does not vote.
  @Test
  void doesNotVoteAtOrBelowTheFloor() {
    Bench bench = Bench.recovered(0, new SafetyRecord.Floor(Committee.EPOCH, new View(5))).due();

    bench.validProposal(1, 0, "a").fire(Timer.Kind.RETRY);
    bench.learn(bench.committee().notarization(4, 0, "d")).votes(nullify(5), 1, 2);
    assertEquals(List.of(), bench.cast());
    bench.nullified(5).validProposal(6, 4, "f");

    assertEquals(List.of(notarize(6, 4, "f")), bench.cast());
  }

  @Test
  void refusesRecordsThatContradictEachOther() {
    assertThrows(
        InvariantViolation.class,
        () -> Bench.recovered(0, Bench.own(notarize(1, 0, "a")), Bench.own(notarize(1, 0, "b"))));
    assertThrows(
        InvariantViolation.class,
        () -> Bench.recovered(0, Bench.own(nullify(1)), Bench.own(toFinalize(1, "a"))));
  }

  @Test
  void refusesACertificateThatDoesNotVerify() {
    Committee three = Committee.of(3);

    assertThrows(
        JournalException.class, () -> Bench.recovered(0, Bench.learned(three.nullification(1))));
  }

  private static List<SignedVote> sent(Bench bench) {
    return bench.all(Effect.BroadcastVote.class).stream().map(Effect.BroadcastVote::vote).toList();
  }
}
