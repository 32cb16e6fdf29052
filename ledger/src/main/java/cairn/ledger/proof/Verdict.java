package cairn.ledger.proof;

import cairn.ledger.Height;
import cairn.quorum.Epoch;

/// What checking a proof comes to.
public sealed interface Verdict {
  /// It is proved.
  ///
  /// @param verifier what the verifier knows now, to go on with
  record Holds(LightVerifier verifier) implements Verdict {}

  /// It does not prove anything, because of `why`, a sentence.
  record Fails(String why) implements Verdict {}

  /// It is anchored below the newest header that the verifier knows: it may be true, but whoever
  /// gave it is behind.
  record Older(Height known, Height given) implements Verdict {}

  /// It is of a later epoch than the verifier has the validators of: it needs the [EpochStep]s from
  /// `known` on first.
  record Ahead(Epoch known, Epoch given) implements Verdict {}

  /// In words, for whoever asked.
  default String sentence() {
    return switch (this) {
      case Holds _ -> "The proof holds.";
      case Fails(String why) -> why;
      case Older(Height known, Height given) ->
          "The newest header of the proof has height %s, but height %s is known to be final already."
              .formatted(given, known);
      case Ahead(Epoch known, Epoch given) ->
          "The proof is of epoch %s, but the chain of validator sets is known up to epoch %s only."
              .formatted(given, known);
    };
  }
}
