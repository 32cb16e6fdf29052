package cairn.consensus;

import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// DESIGN §4, "Block due holds at a replica when its mempool has an includable transaction; or the
/// highest notarized ledger block it knows is not final; or more than a third of the power
/// nullified this view; or the heartbeat has elapsed since the last final block. Only then do
/// timers run and leaders propose: an idle ledger makes no blocks but a slow heartbeat", and
/// "Timers = base × min(1.5^k, 8), k = views since the last finalization".
class BlockDueTest {
  private static final Set<Timer.Kind> VIEW_TIMERS =
      Set.of(Timer.Kind.LEADER, Timer.Kind.NOTARIZATION, Timer.Kind.RETRY);

  @Test
  void anIdleReplicaRunsNoTimerButTheHeartbeat() {
    Bench bench = Bench.validator(1);

    assertEquals(
        List.of(Timer.Kind.HEARTBEAT),
        bench.all(Effect.StartTimer.class).stream().map(s -> s.timer().kind()).toList());
    assertEquals(List.of(), bench.all(Effect.Build.class));
    assertFalse(bench.replica().status().isBlockDue());
  }

  @Test
  void aTransactionMakesABlockDue() {
    Bench bench = Bench.validator(0).due();

    assertTimersRun(bench);
  }

  @Test
  void aNotarizedBlockThatIsNotFinalMakesABlockDue() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().notarization(1, 0, "a"));
    assertTimersRun(bench);
    bench.votes(toFinalize(1, "a"), 1, 2);

    assertFalse(bench.replica().status().isBlockDue());
  }

  @Test
  void nullifyOfMoreThanAThirdMakesABlockDue() {
    Bench bench = Bench.validator(0).votes(nullify(1), 1, 2);
    assertEquals(2, bench.view());

    Bench silent = Bench.validator(0).withoutSigning().votes(nullify(1), 1, 2);

    assertTrue(silent.replica().status().isBlockDue());
  }

  @Test
  void theHeartbeatMakesABlockDue() {
    Bench follower = Bench.validator(0).fire(Timer.Kind.HEARTBEAT);
    assertTimersRun(follower);

    Bench leader = Bench.validator(1).fire(Timer.Kind.HEARTBEAT);

    assertEquals(
        List.of(new Effect.Build(new View(1), View.ZERO, Committee.ROOT, 0, true)),
        leader.all(Effect.Build.class));
  }

  @Test
  void theHeartbeatCountsFromTheLastFinalBlock() {
    Bench bench = Bench.validator(0);
    Effect.StartTimer early = bench.newest(Timer.Kind.HEARTBEAT).orElseThrow();
    bench.learn(bench.committee().finalization(1, "a"));

    bench.step(new Event.TimerFired(early.timer()));

    assertFalse(bench.replica().status().isBlockDue());
    assertTrue(bench.fire(Timer.Kind.HEARTBEAT).replica().status().isBlockDue());
  }

  @Test
  void oneHeartbeatMakesOneBlock() {
    Bench bench = Bench.validator(2).fire(Timer.Kind.HEARTBEAT);

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(List.of(), bench.all(Effect.Build.class), "view 2 is led by this replica");
  }

  /// An addition to DESIGN §4: where only the leader saw the transaction, the others wait for the
  /// notarization of what it proposed all the same.
  @Test
  void aProposalInHandMakesABlockDue() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a");

    assertTrue(bench.newest(Timer.Kind.NOTARIZATION).isPresent());
    assertTrue(bench.newest(Timer.Kind.RETRY).isPresent());
  }

  @Test
  void aLeaderMakesNoEmptyBlockWhileTheLastOneIsJustBecomingFinal() {
    Bench bench = Bench.validator(2);

    bench.learn(bench.committee().notarization(1, 0, "a"));
    assertEquals(List.of(), bench.all(Effect.Build.class));
    bench.votes(toFinalize(1, "a"), 1, 3);
    bench.fire(Timer.Kind.FOLLOW_UP);

    assertEquals(List.of(), bench.all(Effect.Build.class));
  }

  @Test
  void aLeaderMakesAnEmptyBlockOnOneThatDoesNotBecomeFinal() {
    Bench bench = Bench.validator(2);
    bench.learn(bench.committee().notarization(1, 0, "a"));

    bench.fire(Timer.Kind.FOLLOW_UP);

    assertEquals(
        List.of(new Effect.Build(new View(2), new View(1), Bench.block("a"), 0, true)),
        bench.all(Effect.Build.class));
    assertEquals(
        Duration.ofMillis(250),
        bench.newest(Timer.Kind.FOLLOW_UP).orElseThrow().after(),
        "a quarter of the time that the others wait for the proposal");
  }

  @Test
  void aTimerThatIsNoLongerWantedIsIgnoredAndLaterStartsAnew() {
    Bench bench = Bench.validator(0).due();
    Effect.StartTimer first = bench.newest(Timer.Kind.LEADER).orElseThrow();
    bench.notDue().forget().due();

    bench.step(new Event.TimerFired(first.timer()));
    assertEquals(List.of(), bench.cast());
    bench.fire(Timer.Kind.LEADER);

    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void dueAgainAndAgainStartsEachTimerOnce() {
    Bench bench = Bench.validator(0).due().due().due();

    for (Timer.Kind kind : VIEW_TIMERS) {
      assertEquals(
          1,
          bench.all(Effect.StartTimer.class).stream()
              .filter(started -> started.timer().kind() == kind)
              .count());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 1500", "2, 2250", "3, 3375", "5, 7593", "6, 8000", "60, 8000"})
  void timersGrowWithTheViewsSinceTheLastFinalization(long k, long millis) {
    Bench bench = Bench.validator(0).due();
    bench.learn(bench.committee().finalization(10, "f")).forget();

    // When all goes well, view v + 2 is entered before v is final: k counts from there.
    bench.nullified(11 + k);

    assertEquals(12 + k, bench.view());
    assertEquals(millis, after(bench, Timer.Kind.LEADER));
    assertEquals(Math.min(16_000, 2 * millis), after(bench, Timer.Kind.NOTARIZATION), 1);
    assertEquals(700, after(bench, Timer.Kind.RETRY), "retries do not slow down");
  }

  @Test
  void timersGoBackToTheirBaseWithAFinalization() {
    Bench bench = Bench.validator(0).due().nullified(1, 2, 3, 4, 5);

    bench.learn(bench.committee().finalization(6, "f"));

    assertEquals(1000, after(bench, Timer.Kind.LEADER));
  }

  @Test
  void changedTimeoutsHoldFromTheNextTimerOn() {
    Bench bench = Bench.validator(0).due();
    Duration second = Duration.ofSeconds(1);
    bench.forget();

    bench.step(
        new Event.TimingChanged(
            new Timing(second.multipliedBy(3), second.multipliedBy(5), second, second)));
    assertEquals(List.of(), bench.all(Effect.StartTimer.class), "what is armed runs out as it was");
    bench.learn(bench.committee().finalization(6, "f"));

    assertEquals(3_000, after(bench, Timer.Kind.LEADER));
    assertEquals(5_000, after(bench, Timer.Kind.NOTARIZATION));
  }

  @Test
  void slowingDownNeverOverflows() {
    assertEquals(Duration.ofDays(8), Pacemaker.slowed(Duration.ofDays(1), Long.MAX_VALUE));
  }

  private static long after(Bench bench, Timer.Kind kind) {
    Optional<Effect.StartTimer> newest = bench.newest(kind);
    return newest.orElseThrow().after().toMillis();
  }

  private static void assertTimersRun(Bench bench) {
    for (Timer.Kind kind : VIEW_TIMERS) {
      assertEquals(
          bench.view(), bench.newest(kind).orElseThrow().timer().view().number(), kind.name());
    }
    assertTrue(bench.replica().status().isBlockDue());
  }
}
