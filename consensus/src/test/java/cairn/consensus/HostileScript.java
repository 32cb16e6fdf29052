package cairn.consensus;

import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Random;

/// Tells one replica of four, from a seed, anything that one faulty validator and a hostile network
/// can bring about, with restarts in between: votes in any order, conflicting ones of validator #3,
/// certificates that could exist, timers, and answers of the application.
final class HostileScript {
  private static final int VIEWS = 40;
  private static final List<Timer.Kind> TIMERS = List.of(Timer.Kind.values());

  private final Random random;
  private final Bench bench = Bench.validator(0);

  private HostileScript(long seed) {
    this.random = new Random(seed);
  }

  static Bench play(long seed, int steps) {
    HostileScript script = new HostileScript(seed);
    for (int i = 0; i < steps && script.bench.halt().isEmpty(); i++) {
      script.next();
    }
    return script.bench;
  }

  private void next() {
    long near = Math.max(1, bench.view() + random.nextInt(4) - 2);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> voteSomething(near);
      case 3 -> bench.proposal(near, Math.max(0, near - 1 - random.nextInt(2)), block(near));
      case 4 -> bench.checked(near, block(near), random.nextInt(60) > 0);
      case 5 -> fireSomeTimer();
      case 6 -> bench.step(new Event.BlockDue(random.nextBoolean()));
      case 7 -> bench.built(near, block(near));
      case 8 -> learnSomething(near);
      case 9 -> {
        if (random.nextInt(4) == 0) {
          bench.restart();
        } else {
          bench.inactive(random.nextInt(4) == 0 ? 1 : 2);
        }
      }
      default -> throw new AssertionError("ten cases");
    }
  }

  private void fireSomeTimer() {
    bench
        .newest(TIMERS.get(random.nextInt(TIMERS.size())))
        .ifPresent(started -> bench.step(new Event.TimerFired(started.timer())));
  }

  /// Validators #1 and #2 are honest in so far that no two certificates contradict each other: even
  /// views may be nullified, and odd ones may become final. Validator #3 votes for anything.
  private void voteSomething(long view) {
    Vote vote = vote(view);
    int validator = 1 + random.nextInt(3);
    if (validator == 3 || canBeCertified(vote)) {
      bench.vote(validator, vote);
    }
  }

  private void learnSomething(long view) {
    Vote vote = vote(view);
    if (canBeCertified(vote) && view < VIEWS) {
      bench.learn(bench.committee().certificate(vote));
    }
  }

  private static boolean canBeCertified(Vote vote) {
    boolean isEven = vote.view().number() % 2 == 0;
    return switch (vote) {
      case Vote.Notarize _ -> true;
      case Vote.Nullify _ -> isEven;
      case Vote.Finalize _ -> !isEven;
    };
  }

  private Vote vote(long view) {
    View at = new View(view);
    return switch (random.nextInt(3)) {
      case 0 -> Committee.notarize(view, view - 1, block(view));
      case 1 -> new Vote.Nullify(Committee.EPOCH, at);
      default -> Committee.toFinalize(view, block(view));
    };
  }

  private static String block(long view) {
    return "b" + view;
  }
}
