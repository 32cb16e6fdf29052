package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Propose: the leader of v builds on the highest notarized view p < v for which it
/// holds nullifications of every view in between; its proposal is its notarize vote. Leaders rotate
/// as a pure function of (epoch, view) and the set."
class ProposeTest {
  @Test
  void leaderBuildsOnTheRootFirst() {
    Bench bench = Bench.validator(1).due();

    assertEquals(List.of(build(1, 0, "root")), bench.all(Effect.Build.class));
  }

  @Test
  void othersBuildNothing() {
    for (int self : new int[] {0, 2, 3}) {
      assertEquals(List.of(), Bench.validator(self).due().all(Effect.Build.class));
    }
  }

  @Test
  void proposalIsTheLeadersNotarizeVote() {
    Bench bench = Bench.validator(1).due();

    bench.built(1, "a");

    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  @Test
  void buildsOnTheHighestNotarizedView() {
    Bench bench = Bench.validator(0).due();
    bench.learn(bench.committee().notarization(1, 0, "a"));
    bench.learn(bench.committee().notarization(2, 1, "b"));

    bench.nullified(3);

    assertEquals(List.of(build(4, 2, "b", 1)), bench.all(Effect.Build.class));
  }

  @Test
  void buildsOnANotarizedViewThatIsNullifiedToo() {
    Bench bench = Bench.validator(0).due();

    bench.nullified(1, 2, 3).forget();
    bench = Bench.validator(0).due().nullified(1, 2);
    bench.learn(bench.committee().notarization(2, 0, "b")).forget().nullified(3);

    assertEquals(new View(2), bench.all(Effect.Build.class).getFirst().parentView());
  }

  @Test
  void buildsOnAFinalViewWithoutItsNotarization() {
    Bench bench = Bench.validator(0).due();

    bench.learn(bench.committee().finalization(3, "c"));

    assertEquals(List.of(build(4, 3, "c")), bench.all(Effect.Build.class));
  }

  /// Commonware's reference: a leader that lacks a nullification cannot propose, and asks for it.
  @Test
  void waitsForTheNullificationsInBetween() {
    Bench bench = Bench.validator(0).due();
    bench.learn(bench.committee().notarization(1, 0, "a"));

    bench.nullified(3);
    assertEquals(List.of(), bench.all(Effect.Build.class));
    assertEquals(List.of(Bench.want(Want.Kind.COVERING, 2)), bench.fetched());

    bench.nullified(2);
    assertEquals(List.of(build(4, 1, "a", 1)), bench.all(Effect.Build.class));
  }

  @Test
  void asksForOneBlockAView() {
    Bench bench = Bench.validator(1).due().due().notDue().due();
    assertEquals(1, bench.all(Effect.Build.class).size());

    bench.built(1, "a").due().built(1, "b");

    assertEquals(1, bench.all(Effect.Build.class).size());
    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  @Test
  void givesUpItsTurnAtOnceWhenItCannotBuild() {
    Bench bench = Bench.validator(1).due();

    bench.step(new Event.BuildDeclined(new View(1)));

    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void proposesNothingAfterItsOwnNullify() {
    Bench bench = Bench.validator(1).due().fire(Timer.Kind.LEADER);

    bench.built(1, "late");

    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void proposesNothingForAViewThatIsOver() {
    Bench bench = Bench.validator(1).due().nullified(1);

    bench.built(1, "late");

    assertEquals(List.of(), bench.cast());
  }

  @Test
  void doesNotTakeItsTurnBackWhenThereIsNothingToPropose() {
    Bench bench = Bench.validator(1).due();

    bench.step(new Event.NothingToBuild(new View(1)));
    assertEquals(List.of(), bench.cast());
    bench.forget().due();

    assertEquals(List.of(build(1, 0, "root")), bench.all(Effect.Build.class));
  }

  /// Bug 18: leaders that depend on certificate bytes differ between replicas.
  @Test
  void leadersAreAPureFunctionOfEpochViewAndSet() {
    Committee committee = Committee.of(4);

    for (long view = 0; view < 40; view++) {
      for (long epoch = 0; epoch < 3; epoch++) {
        assertEquals(
            (epoch + view) % 4, committee.set().leader(new Epoch(epoch), new View(view)).index());
      }
    }
    Bench one = Bench.observer().learn(committee.nullification(1, 0, 1, 2));
    Bench other = Bench.observer().learn(committee.nullification(1, 1, 2, 3));
    assertEquals(one.replica().status().leader(), other.replica().status().leader());
  }

  /// DESIGN §4, "The block budget halves with each nullified view, down to a sixteenth, and doubles
  /// with each finalization."
  @Test
  void blockBudgetHalvesWithNullifiedViewsAndDoublesWithFinality() {
    Bench bench = Bench.validator(0).due();
    assertEquals(3, shiftAfter(bench.nullified(1, 2, 3)));
    bench.nullified(4, 5, 6);
    assertEquals(4, shiftAfter(bench.nullified(7)), "a sixteenth is the least");

    bench.learn(bench.committee().finalization(10, "a"));
    assertEquals(3, shiftAfter(bench.learn(bench.committee().notarization(11, 10, "b"))));
    for (long view = 12; view < 20; view++) {
      bench.learn(bench.committee().finalization(view, "f" + view));
    }
    assertEquals(0, shiftAfter(bench));
  }

  @Test
  void blockBudgetSurvivesARestart() {
    Bench bench = Bench.validator(0).nullified(1, 2, 3);

    bench.restart().due();

    assertEquals(3, shiftAfter(bench));
  }

  private static int shiftAfter(Bench bench) {
    List<Effect.Build> builds = bench.all(Effect.Build.class);
    assertTrue(!builds.isEmpty(), "the replica leads this view");
    return builds.getLast().budgetShift();
  }

  private static Effect.Build build(long view, long parent, String block) {
    return build(view, parent, block, 0);
  }

  private static Effect.Build build(long view, long parent, String block, int shift) {
    return new Effect.Build(new View(view), new View(parent), Bench.block(block), shift, false);
  }
}
