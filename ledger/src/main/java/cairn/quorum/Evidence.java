package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import java.util.Optional;

/// Two votes of one validator that no honest validator casts both: a proof of misbehaviour that
/// stands on its own once both signatures are verified.
public record Evidence(SignedVote first, SignedVote second) {
  /// What the two votes prove.
  public enum Kind {
    CONFLICTING_NOTARIZE,
    CONFLICTING_FINALIZE,
    NULLIFY_AND_FINALIZE
  }

  public Evidence {
    if (conflict(first, second).isEmpty()) {
      throw new IllegalArgumentException("the two votes do not conflict");
    }
  }

  /// How the two votes conflict; empty where an honest validator may have cast both. Notarize and
  /// nullify in one view is legal.
  public static Optional<Kind> conflict(SignedVote first, SignedVote second) {
    Vote a = first.vote();
    Vote b = second.vote();
    if (!first.signer().equals(second.signer())
        || !a.epoch().equals(b.epoch())
        || !a.view().equals(b.view())) {
      return Optional.empty();
    }
    return switch (a) {
      case Vote.Notarize notarize ->
          b instanceof Vote.Notarize && !notarize.equals(b)
              ? Optional.of(Kind.CONFLICTING_NOTARIZE)
              : Optional.empty();
      case Vote.Finalize finalize ->
          switch (b) {
            case Vote.Finalize other ->
                finalize.equals(other) ? Optional.empty() : Optional.of(Kind.CONFLICTING_FINALIZE);
            case Vote.Nullify _ -> Optional.of(Kind.NULLIFY_AND_FINALIZE);
            case Vote.Notarize _ -> Optional.empty();
          };
      case Vote.Nullify _ ->
          b instanceof Vote.Finalize ? Optional.of(Kind.NULLIFY_AND_FINALIZE) : Optional.empty();
    };
  }

  public Kind kind() {
    return conflict(first, second).orElseThrow();
  }

  public static Evidence read(BcsReader reader) {
    SignedVote first = SignedVote.read(reader);
    SignedVote second = SignedVote.read(reader);
    if (conflict(first, second).isEmpty()) {
      throw new MalformedException("evidence of votes that do not conflict");
    }
    return new Evidence(first, second);
  }

  public void write(BcsWriter writer) {
    first.write(writer);
    second.write(writer);
  }
}
