package cairn.consensus;

import static cairn.consensus.Cluster.by;
import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Scenarios in which other implementations of Simplex stood still or broke, after the numbers of
/// the list that docs/consensus.md keeps. Those that one replica alone shows are in the tests of
/// its rules.
class PastBugsTest {
  /// Bug 1: certificates split at F + 1 and F + 2 leave no proposal that a quorum can check at
  /// once.
  @Test
  void bug1CertificatesSplitAcrossTwoViewsHeal() {
    Cluster cluster =
        Cluster.of(7)
            .past(toFinalize(1, "f"), by(0, 1, 2, 3, 4), 0, 1, 2, 3, 4, 5, 6)
            .past(notarize(2, 1, "x"), by(0, 1, 2, 3, 6), 0, 1, 2)
            .past(nullify(2), by(2, 3, 4, 5, 6), 0, 3, 4, 5, 6)
            .past(notarize(3, 1, "y"), by(3, 4, 5, 6, 0), 3, 4, 5)
            .past(nullify(3), by(0, 1, 2, 4, 6), 0, 1, 2)
            .crash(6);

    assertHeals(cluster, 3);
  }

  /// Bug 2: one side holds a notarization of a view and the other its nullification; each thinks
  /// the view done and rejects what the other builds.
  @Test
  void bug2OneSideNotarizedAndTheOtherNullifiedTheSameView() {
    Cluster cluster =
        Cluster.of(4)
            .past(notarize(1, 0, "x"), by(0, 1, 2), 0, 1)
            .past(nullify(1), by(1, 2, 3), 2, 3);

    assertHeals(cluster, 1);
  }

  /// Bug 2, over a longer run of views.
  @Test
  void bug2SplitOverManyViewsHeals() {
    Cluster cluster = Cluster.of(4).past(notarize(1, 0, "x"), by(0, 1, 2), 0, 1);
    for (long view = 1; view <= 30; view++) {
      cluster.past(nullify(view), by(1, 2, 3), 2, 3);
    }
    cluster.past(nullify(31), by(1, 2, 3), 0, 1, 2, 3);

    assertHeals(cluster, 31);
  }

  /// Bug 2b: the leader that should have what is missing is offline, and another node has it.
  @Test
  void bug2bTheLeaderThatHasTheCertificateIsOffline() {
    Cluster cluster =
        Cluster.of(4)
            .past(notarize(1, 0, "x"), by(0, 1, 2), 0, 1)
            .past(nullify(1), by(1, 2, 3), 2, 3)
            .past(notarize(2, 0, "y"), by(2, 3, 1), 2)
            .start();

    cluster.crash(2).dueUntilFinal(5).settle().wait(6);

    assertTrue(cluster.leastFinal() > 2, "three of four go on: " + cluster.leastFinal());
  }

  /// Bug 3: all crash after journaling nullify and before any nullification. After the restart each
  /// has enough votes of others only if it counts its own.
  @Test
  void bug3AllCrashAfterTheirNullify() {
    Cluster cluster = Cluster.of(4).start();
    cluster.lose(_ -> true).dueUntilFinal(3).fire(Timer.Kind.LEADER);

    cluster.crash(0, 1, 2, 3).restart(0, 1, 2, 3);

    assertTrue(cluster.leastFinal() >= 3, "at once, before any timer fires");
  }

  /// Bug 4: those that timed out move on with the notarization that the others formed.
  @Test
  void bug4SomeTimedOutBeforeTheNotarizationCame() {
    Cluster cluster = Cluster.of(4).start();
    cluster.lose(next -> next.to() == 3).dueUntilFinal(4).settle();
    cluster.fire(3, Timer.Kind.LEADER).heal().wait(3);

    assertEquals(cluster.lastFinal(0), cluster.lastFinal(3));
    assertTrue(cluster.lastFinal(3) > 0);
  }

  /// Bug 5: a replica voted for one block of an equivocating leader, restarts, and learns that
  /// another one was certified: that one counts, and is served and built on.
  @Test
  void bug5ACertificateOverridesTheOwnVoteAfterARestart() {
    Bench bench = Bench.validator(2).validProposal(1, 0, "mine").restart().due();

    bench.learn(bench.committee().notarization(1, 0, "theirs", 0, 1, 3));

    assertEquals(Bench.block("theirs"), bench.all(Effect.Build.class).getFirst().parent());
    assertEquals(List.of(notarize(1, 0, "theirs")), bench.ask(Want.Kind.NOTARIZATION, 1));
    bench.forget().learn(bench.committee().finalization(1, "theirs", 0, 1, 3));
    assertEquals(List.of(toFinalize(1, "theirs")), bench.committed());
  }

  /// Bug 6: whatever the moment at which a process is killed, it never votes twice.
  @Test
  void bug6KilledAfterEveryMessageNobodyVotesTwice() {
    for (int victim = 0; victim < 4; victim++) {
      Cluster cluster = Cluster.of(4).start().dueUntilFinal(12);
      for (int view = 2; view < 12; view++) {
        cluster.settleUntilView(view).crash(victim).restart(victim);
      }
      cluster.settle().wait(4);
      assertTrue(cluster.leastFinal() >= 12, "victim " + victim + ": " + cluster.leastFinal());
    }
  }

  /// Bug 7: the store is ahead of the journal, or behind it: the replica starts from its journal
  /// alone, and says again what is final.
  @Test
  void bug7TheJournalMayBeBehindOrAheadOfTheStore() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(4, "d"));

    bench.restart();
    assertEquals(List.of(toFinalize(4, "d")), bench.committed());

    bench
        .learn(bench.committee().finalization(5, "e"))
        .learn(bench.committee().finalization(4, "d"));
    assertEquals(List.of(toFinalize(4, "d"), toFinalize(5, "e")), bench.committed());
    assertTrue(bench.halt().isEmpty());
  }

  /// Bug 8: there is no certify phase that could fail after a certificate was taken; what is asked
  /// for is asked again until it is there, however often a wrong answer comes.
  @Test
  void bug8AnAnswerThatDoesNotSettleTheQuestionIsAskedAgain() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(2, 0, "b")).proposal(3, 1, "c").forget();

    for (int i = 0; i < 3; i++) {
      bench.learn(bench.committee().notarization(2, 0, "b")).forget().fire(Timer.Kind.RETRY);
      assertTrue(bench.fetched().contains(Bench.want(Want.Kind.NOTARIZATION, 1)));
    }
    bench.learn(bench.committee().notarization(1, 0, "a")).nullified(2);
    assertEquals(1, bench.all(Effect.Check.class).size());
  }

  /// A minority that was cut off catches up when the links are new, and nothing was final there.
  @Test
  void aPartitionHeals() {
    Cluster cluster = Cluster.of(7).start().isolate(5, 6).dueUntilFinal(4);
    cluster.wait(3);
    assertTrue(cluster.lastFinal(0) >= 4);
    assertEquals(0, cluster.lastFinal(5));

    cluster.heal();

    assertTrue(cluster.leastFinal() >= 4, "what is final is told on each new connection");
  }

  @Test
  void withoutAQuorumNothingBecomesFinalAndWithItEverythingGoesOn() {
    Cluster cluster = Cluster.of(4).start().crash(2, 3).dueUntilFinal(4).wait(5);
    assertEquals(0, cluster.lastFinal(0));

    cluster.restart(2).wait(3);

    assertTrue(cluster.leastFinal() > 0);
  }

  private static void assertHeals(Cluster cluster, long from) {
    cluster.start().dueUntilFinal(from + 4).settle().wait(8);

    assertTrue(
        cluster.leastFinal() > from, "final at " + cluster.leastFinal() + ", " + cluster.status(0));
  }

  @Test
  void aFinalizeVoteMayBeLostForGood() {
    Cluster cluster = Cluster.of(4).start();
    cluster
        .lose(next ->
            next.event() instanceof Event.VoteReceived(var vote)
                && vote.vote() instanceof Vote.Finalize
                && vote.vote().view().number() == 1)
        .dueUntilFinal(5)
        .settle();

    assertTrue(cluster.leastFinal() >= 4, "view 1 is final by what follows it");
  }
}
