package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// DESIGN §4, "Notarize: at most once a view, and never after an own nullify of it. The parent may
/// be any view p that is notarized or finalized, is at least the last final view, and has every
/// view in (p, v) nullified; it need not be the highest that this replica knows. What is missing is
/// fetched, not called invalid."
class NotarizeTest {
  @Test
  void checksTheProposalAndThenVotesForIt() {
    Bench bench = Bench.validator(0);

    bench.proposal(1, 0, "a");
    assertEquals(
        List.of(
            new Effect.Check(
                new View(1), Bench.block("a"), View.ZERO, Committee.ROOT, new ValidatorId(1))),
        bench.all(Effect.Check.class));
    assertEquals(List.of(), bench.cast());

    bench.checked(1, "a", true);
    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  @Test
  void takesAProposalOfTheLeaderOnly() {
    Bench bench = Bench.validator(0);

    bench.vote(2, notarize(1, 0, "a")).checked(1, "a", true);

    assertEquals(List.of(), bench.all(Effect.Check.class));
    assertEquals(List.of(), bench.cast());
  }

  @Test
  void doesNotVoteTwiceInOneView() {
    Bench bench = Bench.validator(0).validProposal(1, 0, "a");

    bench.proposal(1, 0, "b").checked(1, "b", true).checked(1, "a", true);

    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  @Test
  void takesTheFirstProposalOfAnEquivocatingLeader() {
    Bench bench = Bench.validator(0);

    bench.proposal(1, 0, "a").proposal(1, 0, "b").checked(1, "b", true);
    assertEquals(List.of(), bench.cast());
    bench.checked(1, "a", true);

    assertEquals(List.of(notarize(1, 0, "a")), bench.cast());
  }

  @Test
  void doesNotNotarizeAfterItsOwnNullify() {
    Bench bench = Bench.validator(0).due().proposal(1, 0, "a").fire(Timer.Kind.NOTARIZATION);

    bench.checked(1, "a", true);

    assertEquals(List.of(nullify(1)), bench.cast());
  }

  @Test
  void doesNotNotarizeAViewThatIsOver() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a").nullified(1);

    bench.checked(1, "a", true);

    assertEquals(List.of(), bench.cast());
  }

  @Test
  void acceptsAParentThatIsNotTheHighestItKnows() {
    Bench bench = Bench.validator(0).nullified(2);
    bench.learn(bench.committee().notarization(1, 0, "a"));
    bench.learn(bench.committee().notarization(2, 1, "b"));

    bench.validProposal(3, 1, "c");

    assertEquals(notarize(3, 1, "c"), bench.cast().getLast());
  }

  @Test
  void acceptsTheLastFinalViewAsParent() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(5, "f")).nullified(6);

    bench.validProposal(7, 5, "g");

    assertEquals(List.of(notarize(7, 5, "g")), bench.cast());
  }

  @Test
  void callsAParentBelowTheLastFinalViewInvalid() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(5, "f")).nullified(6);

    bench.proposal(7, 4, "g");

    assertEquals(List.of(nullify(7)), bench.cast());
    assertEquals(List.of(), bench.all(Effect.Check.class));
  }

  @Test
  void fetchesAMissingParentFromTheLeaderAndWaits() {
    Bench bench = Bench.validator(0).nullified(2).forget();

    bench.proposal(3, 1, "c");
    assertEquals(
        List.of(
            new Effect.Fetch(
                Bench.want(Want.Kind.NOTARIZATION, 1), Optional.of(new ValidatorId(3)))),
        bench.all(Effect.Fetch.class));
    assertEquals(List.of(), bench.cast());

    bench.learn(bench.committee().notarization(1, 0, "a")).checked(3, "c", true);
    assertEquals(notarize(3, 1, "c"), bench.cast().getLast());
  }

  @Test
  void fetchesMissingNullificationsFromTheLeaderAndWaits() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(2, 0, "b")).forget();

    bench.proposal(3, 0, "c");
    assertEquals(
        List.of(
            new Effect.Fetch(
                Bench.want(Want.Kind.NULLIFICATION, 1), Optional.of(new ValidatorId(3))),
            new Effect.Fetch(
                Bench.want(Want.Kind.NULLIFICATION, 2), Optional.of(new ValidatorId(3)))),
        bench.all(Effect.Fetch.class));

    bench.nullified(1, 2).checked(3, "c", true);
    assertEquals(notarize(3, 0, "c"), bench.cast().getLast());
  }

  @Test
  void asksForOneMissingCertificateOnce() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().notarization(2, 0, "b")).forget();

    bench.proposal(3, 0, "c").vote(2, notarize(3, 0, "c")).due();

    assertEquals(2, bench.fetched().size());
  }

  /// Bug 9, and "bounded work": a leader far ahead of its parent makes nobody ask for everything.
  @Test
  void asksForABoundedNumberOfCertificatesAtATime() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().nullification(998)).forget();

    bench.proposal(999, 0, "z");

    assertEquals(Gaps.LIMIT, bench.fetched().size());
    assertEquals(Bench.want(Want.Kind.NULLIFICATION, 1), bench.fetched().getFirst());
  }

  /// DESIGN §4, "Journal before send": nothing leaves before it is durable.
  @Test
  void persistsAVoteBeforeItIsSignedAndSendsItAfter() {
    Bench bench = Bench.validator(0).proposal(1, 0, "a").forget();

    bench.checked(1, "a", true);

    List<Effect> effects = bench.effects();
    int persisted = effects.indexOf(new Effect.Persist(Bench.own(notarize(1, 0, "a"))));
    int signed = effects.indexOf(new Effect.Sign(notarize(1, 0, "a")));
    int sent = effects.indexOf(bench.all(Effect.BroadcastVote.class).getFirst());
    assertEquals(List.of(true, true), List.of(persisted >= 0 && persisted < signed, signed < sent));
  }

  @Test
  void countsItsOwnVoteOnlyWhenItIsSigned() {
    Bench bench = Bench.validator(0).withoutSigning().validProposal(1, 0, "a");

    bench.vote(2, notarize(1, 0, "a"));
    assertEquals(1, bench.view());
    bench.step(new Event.Signed(bench.committee().cast(0, notarize(1, 0, "a"))));

    assertEquals(2, bench.view());
  }
}
