package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Watches a whole simulation, over all crashes of its nodes, and knows what must never happen. Its
/// arithmetic is its own. Each violation is an [AssertionError].
final class SafetyOracle {
  private final int validators;
  private final TreeMap<View, BlockId> notarized = new TreeMap<>();
  private final TreeMap<View, BlockId> finalized = new TreeMap<>();
  private final TreeMap<View, Boolean> nullified = new TreeMap<>();
  private final TreeMap<Long, BlockId> chain = new TreeMap<>();
  private final Map<String, Vote> votes = new HashMap<>();
  private long certificates;

  SafetyOracle(int validators) {
    this.validators = validators;
  }

  /// An honest validator's signature on `vote` comes into being.
  void signed(ValidatorId signer, Vote vote) {
    String kind =
        switch (vote) {
          case Vote.Notarize _ -> "notarize";
          case Vote.Nullify _ -> "nullify";
          case Vote.Finalize _ -> "finalize";
        };
    Vote before = votes.putIfAbsent(key(signer, vote.view(), kind), vote);
    if (before != null && !before.equals(vote)) {
      throw new AssertionError(signer + " voted twice: " + before + " and " + vote);
    }
    boolean isNewProposal = before == null && kind.equals("notarize");
    if (isNewProposal && votes.containsKey(key(signer, vote.view(), "nullify"))) {
      throw new AssertionError(signer + " notarized after it nullified: " + vote);
    }
    boolean isBoth =
        votes.containsKey(key(signer, vote.view(), "nullify"))
            && votes.containsKey(key(signer, vote.view(), "finalize"));
    if (isBoth) {
      throw new AssertionError(signer + " nullified and finalized view " + vote.view());
    }
  }

  /// A certificate leaves an honest node.
  void sent(Certificate certificate) {
    certificates++;
    if (3 * certificate.signers().size() <= 2 * validators) {
      throw new AssertionError("no quorum: " + certificate);
    }
    View view = certificate.view();
    switch (certificate.vote()) {
      case Vote.Notarize notarize -> agree(notarized, view, notarize.block(), "notarized");
      case Vote.Nullify _ -> nullified.put(view, true);
      case Vote.Finalize finalize -> agree(finalized, view, finalize.block(), "finalized");
    }
    if (nullified.containsKey(view) && finalized.containsKey(view)) {
      throw new AssertionError("view " + view + " is nullified and finalized");
    }
  }

  /// An honest node has that block at that height for good.
  void committed(long height, BlockId block) {
    BlockId before = chain.putIfAbsent(height, block);
    if (before != null && !before.equals(block)) {
      throw new AssertionError("two blocks at height " + height + ": " + before + " and " + block);
    }
  }

  long height() {
    return chain.isEmpty() ? 0 : chain.lastKey();
  }

  long certificates() {
    return certificates;
  }

  private static void agree(TreeMap<View, BlockId> map, View view, BlockId block, String what) {
    BlockId before = map.putIfAbsent(view, block);
    if (before != null && !before.equals(block)) {
      throw new AssertionError("two blocks " + what + " in view " + view);
    }
  }

  private static String key(ValidatorId signer, View view, String kind) {
    return signer.index() + "/" + view + "/" + kind;
  }
}
