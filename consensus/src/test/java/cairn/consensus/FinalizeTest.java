package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Finalize on a notarization of v, if this replica never voted nullify(v): no body is
/// needed. A finalization makes the block and all its ancestors final, in order, once."
class FinalizeTest {
  @Test
  void finalizesWhatIsNotarizedWithoutHavingSeenIt() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(toFinalize(1, "a")), bench.cast());
    assertEquals(List.of(), bench.all(Effect.Check.class));
  }

  @Test
  void finalizesWhatIsNotarizedThoughItVotedForAnother() {
    Bench bench = Bench.validator(0).validProposal(1, 0, "b").forget();

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(toFinalize(1, "a")), bench.cast());
  }

  @Test
  void finalizesALateNotarizationOfAViewThatItOnlySkipped() {
    Bench bench = Bench.validator(0).nullified(1).forget();

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(toFinalize(1, "a")), bench.cast());
  }

  @Test
  void finalizesOnce() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().notarization(1, 0, "a", 1, 2, 3));
    bench.votes(notarize(1, 0, "a"), 1, 2, 3);
    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(toFinalize(1, "a")), bench.cast());
  }

  @Test
  void doesNotFinalizeAtOrBelowTheLastFinalView() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(5, "f"));

    bench.learn(bench.committee().notarization(5, 4, "f"));
    bench.learn(bench.committee().notarization(4, 3, "e"));

    assertEquals(List.of(), bench.cast());
  }

  @Test
  void commitsAFinalizationOnce() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().finalization(1, "a", 1, 2, 3));
    bench.votes(toFinalize(1, "a"), 1, 2, 3);
    bench.learn(bench.committee().finalization(1, "a"));

    assertEquals(List.of(toFinalize(1, "a")), bench.committed());
  }

  @Test
  void commitsInAscendingOrderOnly() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().finalization(3, "c"));
    bench.learn(bench.committee().finalization(1, "a"));
    bench.learn(bench.committee().finalization(4, "d"));

    assertEquals(List.of(toFinalize(3, "c"), toFinalize(4, "d")), bench.committed());
  }

  @Test
  void commitsOnlyWhenTheFinalizationIsDurable() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().finalization(1, "a"));

    List<Effect> effects = bench.effects();
    Effect persist = new Effect.Persist(Bench.learned(bench.committee().finalization(1, "a")));
    Effect commit = bench.all(Effect.Commit.class).getFirst();
    assertTrue(effects.contains(persist));
    assertTrue(effects.indexOf(persist) < effects.indexOf(commit));
  }

  @Test
  void aFinalizationMovesTheBlockToBuildOn() {
    Bench bench = Bench.validator(0).due();

    bench.learn(bench.committee().finalization(7, "f"));

    assertEquals(Bench.block("f"), bench.replica().status().lastFinalBlock());
    assertEquals(new View(7), bench.replica().status().highestNotarized());
  }

  /// Bounded memory: what a finalization covers is forgotten.
  @Test
  void aFinalizationForgetsWhatIsBelowIt() {
    Bench bench = Bench.validator(0).nullified(1, 2, 3);
    bench.learn(bench.committee().notarization(4, 0, "d"));

    bench.learn(bench.committee().finalization(5, "e"));

    for (Want.Kind kind : Want.Kind.values()) {
      for (long view = 1; view <= 5; view++) {
        assertEquals(List.of(toFinalize(5, "e")), bench.ask(kind, view));
      }
    }
  }

  @Test
  void votesOfAViewAreCountedForFinalityThoughItsNotarizationIsMissing() {
    Bench bench = Bench.validator(0);

    bench.votes(toFinalize(1, "a"), 1, 2, 3);

    assertEquals(List.of(toFinalize(1, "a")), bench.committed());
    assertEquals(2, bench.view());
  }

  /// The two safety facts over everything that a hostile committee of votes can say, from many
  /// seeds: at most one notarize a view, and never both nullify and finalize.
  @Test
  void keepsBothSafetyFactsWhateverItIsTold() {
    for (long seed = 1; seed <= 60; seed++) {
      Bench bench = HostileScript.play(seed, 300);
      List<SafetyRecord> own =
          bench.journal().stream().filter(SafetyRecord.OwnVote.class::isInstance).toList();
      for (long view = 1; view <= 40; view++) {
        long current = view;
        List<SafetyRecord> inView =
            own.stream().filter(record -> record.view().number() == current).toList();
        assertTrue(inView.size() <= 2, () -> "at most two votes in view " + current + inView);
        boolean nullified = inView.contains(Bench.own(nullify(view)));
        long finalized = inView.stream().filter(record -> isFinalize(record)).count();
        long notarized = inView.stream().filter(record -> isNotarize(record)).count();
        assertTrue(finalized <= 1 && notarized <= 1, () -> "one vote of a kind in " + current);
        assertTrue(!(nullified && finalized > 0), () -> "not both in view " + current + inView);
      }
    }
  }

  private static boolean isFinalize(SafetyRecord record) {
    return record instanceof SafetyRecord.OwnVote(Vote.Finalize _);
  }

  private static boolean isNotarize(SafetyRecord record) {
    return record instanceof SafetyRecord.OwnVote(Vote.Notarize _);
  }
}
