package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyedHashEd25519;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Enter view v with a notarization, nullification or finalization of v−1 (or a
/// finalization above)", "A quorum of the same vote is a certificate", and "Votes are accepted for
/// views in (last final − K, current + 1]; certificates for any view".
class EnterViewTest {
  @Test
  void startsInViewOne() {
    assertEquals(1, Bench.validator(0).view());
  }

  @Test
  void entersTheNextViewWithANotarization() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().notarization(1, 0, "a"));

    assertEquals(2, bench.view());
  }

  @Test
  void entersTheNextViewWithANullification() {
    assertEquals(2, Bench.validator(0).nullified(1).view());
  }

  @Test
  void entersTheNextViewWithAFinalizationAlone() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().finalization(1, "a"));

    assertEquals(2, bench.view());
  }

  @Test
  void leapsWithACertificateOfAnyViewAhead() {
    Bench bench = Bench.validator(0);

    bench.learn(bench.committee().notarization(70, 69, "a"));
    assertEquals(71, bench.view());
    bench.learn(bench.committee().nullification(500));
    assertEquals(501, bench.view());
    bench.learn(bench.committee().finalization(100_000, "b"));
    assertEquals(100_001, bench.view());
  }

  @Test
  void neverGoesBack() {
    Bench bench = Bench.validator(0).nullified(9);

    bench.learn(bench.committee().notarization(3, 0, "a")).nullified(5);

    assertEquals(10, bench.view());
  }

  @Test
  void aQuorumOfTheSameVoteIsACertificate() {
    Bench bench = Bench.validator(0);

    bench.votes(nullify(1), 1, 2);
    assertEquals(2, bench.view(), "the own vote, cast with more than a third, is the third one");

    bench.votes(notarize(2, 0, "a"), 1, 2);
    assertEquals(2, bench.view());
    bench.vote(3, notarize(2, 0, "a"));
    assertEquals(3, bench.view());
    bench.votes(toFinalize(2, "a"), 1, 2);
    assertEquals(List.of(toFinalize(2, "a")), bench.committed());
  }

  @Test
  void votesForDifferentBlocksAreNoQuorum() {
    Bench bench = Bench.validator(0);

    bench.vote(1, notarize(1, 0, "a")).vote(2, notarize(1, 0, "a")).vote(3, notarize(1, 0, "b"));

    assertEquals(1, bench.view());
  }

  @Test
  void votesOfOneBlockOnDifferentParentsAreNoQuorum() {
    Bench bench = Bench.validator(0).nullified(1);
    bench.learn(bench.committee().notarization(2, 0, "p"));

    bench.votes(notarize(3, 2, "a"), 1, 2).vote(3, notarize(3, 0, "a"));

    assertEquals(3, bench.view());
  }

  @Test
  void aVoteCountsOnce() {
    Bench bench = Bench.validator(0);

    bench.votes(notarize(1, 0, "a"), 1, 1, 1, 1, 2, 2);

    assertEquals(1, bench.view());
  }

  @Test
  void countsPowerAndNotHeads() {
    Committee committee = Committee.withPowers(10, 1, 1, 1);
    Bench bench = Bench.validator(committee, 0);

    bench.votes(toFinalize(1, "a"), 1, 2, 3);
    assertEquals(List.of(), bench.committed(), "3 of 13 is no quorum");

    Bench heavy = Bench.validator(committee, 1);
    heavy.vote(0, toFinalize(1, "a"));
    assertEquals(List.of(toFinalize(1, "a")), heavy.committed(), "10 of 13 is a quorum");
  }

  @Test
  void exactlyTwoThirdsIsNoQuorum() {
    Bench bench = Bench.validator(Committee.of(3), 0);

    bench.votes(toFinalize(1, "a"), 1, 2);

    assertEquals(List.of(), bench.committed());
  }

  @Test
  void countsVotesOfTheNextViewAndNoneAbove() {
    Bench bench = Bench.validator(0);

    bench.votes(notarize(3, 0, "c"), 1, 2, 3);
    assertEquals(1, bench.view());
    bench.votes(notarize(2, 1, "b"), 1, 2, 3);
    assertEquals(3, bench.view());
  }

  @Test
  void keepsVotesOfViewsSoFarBelowTheFinalOneAndNoFurther() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(100, "a"));
    long oldestCounted = 100 - Committee.VIEWS_KEPT + 1;

    bench.vote(2, notarize(oldestCounted, 0, "x")).vote(2, notarize(oldestCounted, 0, "y"));
    assertEquals(1, bench.reported().size());
    bench.vote(2, notarize(oldestCounted - 1, 0, "x")).vote(2, notarize(oldestCounted - 1, 0, "y"));
    assertEquals(1, bench.reported().size());
  }

  @Test
  void keepsNoMoreThanItsWindowsWhileNothingBecomesFinal() {
    Bench bench = Bench.validator(0);

    for (long view = 1; view <= 100L * Committee.VIEWS_KEPT; view++) {
      bench.votes(nullify(view), 1, 2);
    }

    assertEquals(100L * Committee.VIEWS_KEPT + 1, bench.view());
    bench.replica().step(new Event.BlockDue(true));
  }

  @Test
  void takesAVoteOfANextViewForItsProposalWhenItGetsThere() {
    Bench bench = Bench.validator(0);

    bench.proposal(2, 0, "b");
    assertTrue(bench.all(Effect.Check.class).isEmpty());
    bench.nullified(1);

    assertEquals(
        List.of(
            new Effect.Check(
                new View(2), Bench.block("b"), View.ZERO, Committee.ROOT, new ValidatorId(2))),
        bench.all(Effect.Check.class));
  }

  @Test
  void leavesOtherEpochsAlone() {
    Bench bench = Bench.validator(0);
    Epoch other = new Epoch(1);
    VoteVerifier verifier =
        new VoteVerifier(other, bench.committee().set(), Committee.GENESIS, new KeyedHashEd25519());
    Vote vote = new Vote.Nullify(other, new View(1));

    for (int i = 1; i < 4; i++) {
      bench.step(
          new Event.VoteReceived(
              verifier.cast(vote, new ValidatorId(i), bench.committee().key(i))));
    }

    assertEquals(1, bench.view());
    assertEquals(List.of(), bench.cast());
  }
}
