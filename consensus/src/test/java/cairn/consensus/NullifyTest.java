package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Nullify on a timeout (no proposal in time; no notarization in time), on the leader's
/// own nullify, on an invalid proposal, on nullify from more than a third, or when the leader is
/// inactive while a quorum is active", and "Never both nullify(v) and finalize(v), in either
/// order".
class NullifyTest {
  @Test
  void nullifiesWhenNoProposalCameInTime() {
    assertEquals(List.of(nullify(1)), Bench.validator(0).due().fire(Timer.Kind.LEADER).cast());
  }

  @Test
  void waitsOnWhenTheProposalCameInTime() {
    Bench bench = Bench.validator(0).due().proposal(1, 0, "a").fire(Timer.Kind.LEADER);

    assertEquals(List.of(), bench.cast());
  }

  @Test
  void nullifiesWhenNoNotarizationCameInTime() {
    Bench bench = Bench.validator(0).due().validProposal(1, 0, "a").fire(Timer.Kind.NOTARIZATION);

    assertEquals(List.of(notarize(1, 0, "a"), nullify(1)), bench.cast());
  }

  @Test
  void nullifiesAnInvalidProposalAtOnce() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a").checked(1, "a", false);

    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void nullifiesWithTheLeaderAtOnce() {
    assertEquals(List.of(nullify(1)), Bench.validator(0).vote(1, nullify(1)).cast());
  }

  @Test
  void nullifiesWithMoreThanAThird() {
    Bench bench = Bench.validator(0).vote(2, nullify(1));
    assertEquals(List.of(), bench.cast());

    bench.vote(3, nullify(1));
    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void doesNotNullifyWithExactlyAThird() {
    Bench bench = Bench.validator(Committee.of(6), 0);

    bench.votes(nullify(1), 2, 3);
    assertEquals(List.of(), bench.cast());
    bench.vote(4, nullify(1));
    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void nullifiesAViewThatWasNullifiedByOthersBeforeItGotThere() {
    Bench bench = Bench.validator(0).votes(nullify(2), 1, 3);
    assertEquals(List.of(), bench.cast());

    bench.learn(bench.committee().notarization(1, 0, "a")).forget();

    assertEquals(3, bench.view());
  }

  @Test
  void nullifiesAtOnceWhenTheLeaderIsInactive() {
    assertEquals(List.of(nullify(1)), Bench.validator(0).due().inactive(1).cast());
    assertEquals(List.of(nullify(1)), Bench.validator(0).inactive(1).due().cast());
  }

  @Test
  void blamesNobodyWhenNoQuorumIsActive() {
    assertEquals(List.of(), Bench.validator(0).due().inactive(1, 2).cast());
  }

  @Test
  void aProposalAlreadyReceivedWinsOverInactivity() {
    assertEquals(List.of(), Bench.validator(0).due().proposal(1, 0, "a").inactive(1).cast());
  }

  @Test
  void anInactiveLeaderIsNoMatterWhileNothingIsDue() {
    assertEquals(List.of(), Bench.validator(0).inactive(1).cast());
  }

  @Test
  void anInactiveValidatorThatDoesNotLeadIsNoMatter() {
    assertEquals(List.of(), Bench.validator(0).due().inactive(2).cast());
  }

  /// Bug 17: several reasons to nullify make one vote.
  @Test
  void nullifiesOnceForWhateverManyReasons() {
    Bench bench = Bench.validator(0).due().proposal(1, 0, "a").fire(Timer.Kind.NOTARIZATION);

    bench.checked(1, "a", false).inactive(1).vote(1, nullify(1)).due();

    assertEquals(List.of(nullify(1)), bench.cast());
    assertEquals(1, bench.journal().stream().filter(Bench.own(nullify(1))::equals).count());
  }

  /// Bug 4: a replica that timed out must still move on with the notarization.
  @Test
  void aLateNotarizationAfterTheOwnNullifyStillMovesOn() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER).forget();

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(2, bench.view());
    assertEquals(List.of(), bench.cast(), "but finalize is withheld");
  }

  @Test
  void neverFinalizesWhatItNullified() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER);
    bench.learn(bench.committee().notarization(1, 0, "a")).nullified(1);

    bench.restart().learn(bench.committee().notarization(1, 0, "a")).due();

    assertEquals(List.of(), bench.cast());
    assertTrue(bench.journal().contains(Bench.own(nullify(1))));
    assertFalse(bench.journal().contains(Bench.own(toFinalize(1, "a"))));
  }

  @Test
  void neverNullifiesWhatItFinalized() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(1, 0, "a"));
    assertEquals(List.of(toFinalize(1, "a")), bench.cast());

    bench.votes(nullify(1), 1, 2).due().restart().votes(nullify(1), 1, 2).due();

    assertEquals(List.of(toFinalize(1, "a")), bench.cast());
  }

  @Test
  void neverNullifiesAViewThatIsOver() {
    Bench bench = Bench.validator(0).due();
    Effect.StartTimer timer = bench.newest(Timer.Kind.LEADER).orElseThrow();
    bench.nullified(1);

    bench.step(new Event.TimerFired(timer.timer()));

    assertEquals(List.of(), bench.cast());
  }
}
