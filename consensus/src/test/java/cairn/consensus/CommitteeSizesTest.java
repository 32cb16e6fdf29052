package cairn.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Committees of every size, and what "deterministic" and "its state can be copied" promise.
class CommitteeSizesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 10, 31})
  void everyCommitteeMakesBlocksAndThenFallsSilent(int size) {
    Cluster cluster = Cluster.of(size).start().dueUntilFinal(9).settle();

    assertTrue(cluster.leastFinal() >= 9, "final at " + cluster.leastFinal());
    for (int i = 0; i < size; i++) {
      ReplicaStatus status = cluster.status(i);
      assertEquals(status.highestNotarized(), status.lastFinal(), "nothing is left unfinal");
      assertEquals(cluster.lastFinal(0), cluster.lastFinal(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void everyCommitteeGoesOnAfterAllRestart(int size) {
    int[] all = IntStream.range(0, size).toArray();
    Cluster cluster = Cluster.of(size).start().dueUntilFinal(8).settleUntilView(4);

    cluster.crash(all).restart(all).settle().wait(2);

    assertTrue(cluster.leastFinal() >= 8, "final at " + cluster.leastFinal());
  }

  /// Two of two, and three of three, are needed where n < 4.
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aSmallCommitteeWaitsForAllItsMembers(int size) {
    Cluster cluster = Cluster.of(size).start().crash(0).dueUntilFinal(3).wait(4);
    assertEquals(0, cluster.lastFinal(1));

    cluster.restart(0).wait(2);

    assertTrue(cluster.leastFinal() >= 3);
  }

  @Test
  void sameEventsGiveTheSameEffects() {
    for (long seed = 1; seed <= 5; seed++) {
      assertEquals(
          HostileScript.play(seed, 200).effects(), HostileScript.play(seed, 200).effects());
    }
  }

  @Test
  void aCopyGoesOnAsTheOriginalDoesAndLeavesItAlone() {
    for (long seed = 1; seed <= 20; seed++) {
      Bench bench = HostileScript.play(seed, 100);
      Replica copy = bench.replica().copy();
      ReplicaStatus before = bench.replica().status();
      List<Event> events = events(bench.committee(), seed, bench.view());

      List<List<Effect>> ofCopy = new ArrayList<>();
      events.forEach(event -> ofCopy.add(copy.step(event)));
      assertEquals(before, bench.replica().status());

      List<List<Effect>> ofOriginal = new ArrayList<>();
      events.forEach(event -> ofOriginal.add(bench.replica().step(event)));
      assertEquals(ofOriginal, ofCopy);
    }
  }

  private static List<Event> events(Committee committee, long seed, long from) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long view = from + i / 10;
      int voter = 1 + random.nextInt(2);
      events.add(
          switch (random.nextInt(4)) {
            case 0 -> new Event.VoteReceived(committee.cast(voter, Committee.nullify(view)));
            case 1 ->
                new Event.VoteReceived(
                    committee.cast(voter, Committee.notarize(view, view - 1, "x" + view)));
            case 2 -> new Event.BlockDue(random.nextBoolean());
            default ->
                new Event.CertificateReceived(
                    committee.notarization(view, view - 1, "x" + view), Optional.empty());
          });
    }
    return events;
  }
}
