package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.Evidence;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Evidence: conflicting notarize, conflicting finalize, nullify + finalize by one
/// key", and "A certified block that fails our check means that this node diverged: it stops
/// voting, halts, and serves nothing".
class MisbehaviourTest {
  @Test
  void reportsConflictingNotarizeVotes() {
    assertReports(notarize(1, 0, "a"), notarize(1, 0, "b"), Evidence.Kind.CONFLICTING_NOTARIZE);
  }

  @Test
  void reportsConflictingFinalizeVotes() {
    assertReports(toFinalize(1, "a"), toFinalize(1, "b"), Evidence.Kind.CONFLICTING_FINALIZE);
  }

  @Test
  void reportsNullifyAndFinalizeInEitherOrder() {
    assertReports(nullify(1), toFinalize(1, "a"), Evidence.Kind.NULLIFY_AND_FINALIZE);
    assertReports(toFinalize(1, "a"), nullify(1), Evidence.Kind.NULLIFY_AND_FINALIZE);
  }

  @Test
  void notarizeAndNullifyInOneViewIsNoOffence() {
    Bench bench = Bench.validator(0).vote(2, notarize(1, 0, "a")).vote(2, nullify(1));

    assertEquals(List.of(), bench.reported());
  }

  @Test
  void reportsAValidatorOnceAView() {
    Bench bench = Bench.validator(0);
    for (String block : List.of("a", "b", "c", "d")) {
      bench.vote(2, notarize(1, 0, block));
    }

    assertEquals(1, bench.reported().size());
  }

  @Test
  void countsTheFirstOfConflictingVotes() {
    Bench bench = Bench.validator(0).vote(2, toFinalize(1, "b")).vote(2, toFinalize(1, "a"));

    bench.votes(toFinalize(1, "a"), 1, 3);
    assertEquals(List.of(), bench.committed());
  }

  @Test
  void haltsWhenACertifiedBlockFailsItsCheck() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a").checked(1, "a", false);

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertHalts(bench, "STATE_ROOT_MISMATCH");
  }

  @Test
  void haltsWhenTheCheckOfACertifiedBlockFailsLater() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a");
    bench.learn(bench.committee().notarization(1, 0, "a"));

    bench.checked(1, "a", false);

    assertHalts(bench, "STATE_ROOT_MISMATCH");
  }

  @Test
  void haltsWhenAFinalBlockFailsItsCheck() {
    Bench before = Bench.validator(0).proposal(1, 0, "a").checked(1, "a", false);
    before.learn(before.committee().finalization(1, "a"));
    assertHalts(before, "STATE_ROOT_MISMATCH");
    assertEquals(List.of(), before.committed());

    Bench after = Bench.validator(0);
    after.learn(after.committee().finalization(1, "a")).checked(1, "a", false);
    assertHalts(after, "STATE_ROOT_MISMATCH");
  }

  @Test
  void anInvalidBlockThatNobodyCertifiesHaltsNothing() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a").checked(1, "a", false).nullified(1);
    bench.learn(bench.committee().notarization(1, 0, "other"));

    assertTrue(bench.halt().isEmpty());
  }

  @Test
  void aRefusedProposalGivesUpItsViewAndHaltsNothingWhenOthersCertifyIt() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a");

    bench.step(new Event.ProposalRefused(new View(1), Bench.block("a")));
    assertEquals(List.of(nullify(1)), bench.cast());
    bench.learn(bench.committee().notarization(1, 0, "a"));
    bench.learn(bench.committee().finalization(1, "a"));

    assertTrue(bench.halt().isEmpty());
    assertEquals(List.of(toFinalize(1, "a")), bench.committed());
  }

  @Test
  void aHaltedReplicaDoesAndServesNothing() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a").checked(1, "a", false);
    bench.learn(bench.committee().notarization(1, 0, "a"));

    bench.forget().nullified(2).due().votes(nullify(3), 1, 2);

    assertEquals(List.of(), bench.effects());
    assertEquals(List.of(), bench.ask(Want.Kind.COVERING, 1));
    assertTrue(bench.replica().status().isHalted());
  }

  @Test
  void haltsOnTwoNotarizationsOfOneViewAndNamesTheCulprits() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(1, 0, "a"));

    bench.learn(bench.committee().notarization(1, 0, "b"));

    assertHalts(bench, "QUORUM_CONTRADICTION");
    assertEquals(3, bench.reported().size());
  }

  @Test
  void haltsOnANullificationOfAFinalView() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(1, "a"));

    bench.nullified(1);

    assertHalts(bench, "QUORUM_CONTRADICTION");
  }

  @Test
  void haltsOnAFinalizationOfANullifiedView() {
    Bench bench = Bench.validator(0).nullified(1);

    bench.learn(bench.committee().finalization(1, "a"));

    assertHalts(bench, "QUORUM_CONTRADICTION");
    assertEquals(List.of(), bench.committed());
  }

  @Test
  void haltsOnAFinalizationOfAnotherBlockThanTheNotarizedOne() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(1, 0, "a"));

    bench.learn(bench.committee().finalization(1, "b"));

    assertHalts(bench, "QUORUM_CONTRADICTION");
  }

  @Test
  void aNotarizedViewMayBeNullifiedToo() {
    Bench bench = Bench.validator(0).nullified(1);

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertTrue(bench.halt().isEmpty());
  }

  /// DESIGN §4, "Two nodes that prove the same validator key: whoever sees the other falls silent."
  @Test
  void fallsSilentWhenAnotherNodeVotesWithItsKey() {
    assertHalts(Bench.validator(0).vote(0, notarize(1, 0, "a")), "DUPLICATE_KEY");
    assertHalts(Bench.validator(0).vote(0, nullify(90)), "DUPLICATE_KEY");

    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().nullification(1, 0, 1, 2));
    assertHalts(bench, "DUPLICATE_KEY");
  }

  @Test
  void itsOwnVotesThatComeBackAreNoOffence() {
    Bench bench = Bench.validator(0).due().fire(Timer.Kind.LEADER);

    bench.vote(0, nullify(1)).restart().vote(0, nullify(1));
    bench.learn(bench.committee().nullification(1, 0, 1, 2));
    bench.learn(bench.committee().finalization(5, "f")).vote(0, nullify(1));

    assertTrue(bench.halt().isEmpty());
    assertEquals(6, bench.view());
  }

  private static void assertReports(Vote first, Vote second, Evidence.Kind kind) {
    Bench bench = Bench.validator(0).vote(2, first).vote(2, second);

    Committee committee = bench.committee();
    assertEquals(
        List.of(
            new Evidence(committee.cast(2, first).signed(), committee.cast(2, second).signed())),
        bench.reported());
    assertEquals(kind, bench.reported().getFirst().kind());
  }

  private static void assertHalts(Bench bench, String code) {
    assertTrue(bench.halt().orElseThrow().startsWith(code), bench.halt().toString());
  }
}
