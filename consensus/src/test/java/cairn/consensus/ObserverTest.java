package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// An observer follows certificates and commits; it votes, proposes and checks nothing.
class ObserverTest {
  @Test
  void followsAndCommits() {
    Bench bench = Bench.observer();

    bench.votes(notarize(1, 0, "a"), 1, 2, 3).votes(toFinalize(1, "a"), 0, 1, 2);
    bench.learn(bench.committee().finalization(9, "z"));

    assertEquals(List.of(toFinalize(1, "a"), toFinalize(9, "z")), bench.committed());
    assertEquals(10, bench.view());
  }

  @Test
  void votesProposesAndChecksNothing() {
    Bench bench = Bench.observer().due();

    for (long view = 1; view < 20; view++) {
      bench.proposal(view, view - 1, "b" + view).inactive(bench.committee().leader(view));
      bench.vote(bench.committee().leader(view), nullify(view));
      bench.learn(bench.committee().notarization(view, view - 1, "b" + view));
    }

    assertEquals(List.of(), bench.all(Effect.Sign.class));
    assertEquals(List.of(), bench.all(Effect.Build.class));
    assertEquals(List.of(), bench.all(Effect.Check.class));
  }

  @Test
  void runsNoTimersThatEndInVotes() {
    Bench bench = Bench.observer().due();

    assertTrue(bench.newest(Timer.Kind.LEADER).isEmpty());
    assertTrue(bench.newest(Timer.Kind.NOTARIZATION).isEmpty());
  }

  @Test
  void asksForWhatItMissedWhenNoBlockComesForAHeartbeat() {
    Bench bench = Bench.observer().fire(Timer.Kind.HEARTBEAT).forget();

    bench.fire(Timer.Kind.RETRY);

    assertEquals(List.of(Bench.want(Want.Kind.COVERING, 1)), bench.fetched());
  }
}
