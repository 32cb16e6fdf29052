package cairn.consensus;

import cairn.consensus.Journal.Owner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A journal that must not be used: missing, another's, or damaged. The message is one sentence for
/// the operator that names the file, the offset and the next step. A node that gets it does not
/// vote.
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Owner owner;

  public JournalException(String sentence) {
    super(sentence);
    this.owner = null;
  }

  JournalException(String sentence, Owner owner) {
    super(sentence);
    this.owner = owner;
  }

  /// Whose journal it is, where it is another's.
  public Optional<Owner> owner() {
    return Optional.ofNullable(owner);
  }
}
