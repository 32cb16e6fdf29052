package cairn.consensus;

import static cairn.consensus.Committee.notarize;
import static cairn.consensus.Committee.nullify;
import static cairn.consensus.Committee.toFinalize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.quorum.Vote;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is dropped before its signatures are verified must be what the replica does nothing with.
class SettledTest {
  @Test
  void knownCertificatesAndTheirVotesAreOld() {
    Bench bench = Bench.validator(0).nullified(1);
    bench.learn(bench.committee().notarization(2, 0, "b"));

    Settled settled = bench.replica().settled();

    assertTrue(settled.isOld(bench.committee().nullification(1).certificate()));
    assertTrue(settled.isOld(notarize(2, 0, "b")));
    assertFalse(settled.isOld(toFinalize(2, "b")));
    assertFalse(settled.isOld(notarize(1, 0, "a")), "the view may be notarized too");
    assertFalse(settled.isOld(notarize(2, 0, "other")), "that is evidence");
  }

  @Test
  void whatIsBelowTheFinalViewIsOld() {
    Bench bench = Bench.validator(0);
    bench.learn(bench.committee().finalization(20, "f"));

    Settled settled = bench.replica().settled();

    assertTrue(settled.isOld(bench.committee().notarization(20, 3, "f").certificate()));
    assertTrue(settled.isOld(bench.committee().nullification(19).certificate()));
    assertFalse(settled.isOld(bench.committee().nullification(20).certificate()));
    assertTrue(settled.isOld(nullify(20 - Committee.VIEWS_KEPT)));
    assertFalse(settled.isOld(nullify(21 - Committee.VIEWS_KEPT)));
  }

  @Test
  void staysTheSameUntilACertificateComes() {
    Bench bench = Bench.validator(0);
    Settled before = bench.replica().settled();

    assertSame(before, bench.due().replica().settled());
    assertTrue(bench.nullified(1).replica().settled().isOld(nullify(1)));
  }

  /// Whatever is old changes nothing, from many seeds.
  @Test
  void theReplicaDoesNothingForWhatIsOld() {
    int old = 0;
    for (long seed = 1; seed <= 30; seed++) {
      Bench bench = HostileScript.play(seed, 150);
      if (bench.halt().isPresent()) {
        continue;
      }
      for (long view = 1; view < bench.view() + 2; view++) {
        for (Vote vote :
            List.of(
                notarize(view, view - 1, "b" + view),
                nullify(view),
                toFinalize(view, "b" + view))) {
          Event asVote = new Event.VoteReceived(bench.committee().cast(1, vote));
          Event asCertificate =
              new Event.CertificateReceived(bench.committee().certificate(vote), Optional.empty());
          if (bench.replica().settled().isOld(bench.committee().certificate(vote).certificate())) {
            assertEquals(List.of(), bench.replica().copy().step(asCertificate));
            old++;
          }
          if (bench.replica().settled().isOld(vote)) {
            assertEquals(List.of(), withoutReports(bench.replica().copy().step(asVote)));
          }
        }
      }
    }
    assertTrue(old > 100, "the seeds reach old certificates: " + old);
  }

  private static List<Effect> withoutReports(List<Effect> effects) {
    return effects.stream().filter(effect -> !(effect instanceof Effect.Report)).toList();
  }
}
