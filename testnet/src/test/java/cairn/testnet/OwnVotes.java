package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.Journal;
import cairn.consensus.SafetyRecord;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.disk.RealDisk;
import cairn.quorum.Vote;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads how one validator voted from its journal, and holds it to the rules.
final class OwnVotes {
  private OwnVotes() {}

  /// What the validator did in one view.
  private static final class InView {
    private Optional<Vote.Notarize> notarize = Optional.empty();
    private Optional<Vote.Finalize> finalize = Optional.empty();
    private boolean hasNullified;
  }

  /// At most one notarize vote and one finalize vote in a view, no finalize vote with a nullify
  /// vote, and no notarize vote after one. The node must be stopped. Returns how many votes there
  /// are.
  static int assertKeepTheRules(String name, Path home, PublicKey validator, Hash genesis) {
    Map<Long, InView> views = new TreeMap<>();
    int votes = 0;
    Journal.Owner owner = new Journal.Owner(Optional.of(validator), genesis);
    try (Journal journal = Journal.open(new RealDisk(home.resolve("data")), "journal", owner)) {
      for (SafetyRecord record : journal.records()) {
        if (record instanceof SafetyRecord.OwnVote(Vote vote)) {
          InView view = views.computeIfAbsent(vote.view().number(), _ -> new InView());
          check(name, view, vote);
          votes++;
        }
      }
    }
    assertTrue(votes > 0, () -> name + " has votes in its journal");
    return votes;
  }

  private static void check(String name, InView view, Vote vote) {
    switch (vote) {
      case Vote.Notarize notarize -> {
        assertEquals(notarize, view.notarize.orElse(notarize), () -> name + " notarized twice");
        assertFalse(view.hasNullified, () -> name + " notarized after nullify: " + vote);
        view.notarize = Optional.of(notarize);
      }
      case Vote.Finalize finalize -> {
        assertEquals(finalize, view.finalize.orElse(finalize), () -> name + " finalized twice");
        assertFalse(view.hasNullified, () -> name + " finalized after nullify: " + vote);
        view.finalize = Optional.of(finalize);
      }
      case Vote.Nullify _ -> {
        assertTrue(view.finalize.isEmpty(), () -> name + " nullified after finalize: " + vote);
        view.hasNullified = true;
      }
    }
  }
}
