package cairn.consensus;

/// A journal that must not be used: missing, another's, or damaged. The message is one sentence for
/// the operator that names the file, the offset and the next step. A node that gets it does not
/// vote.
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JournalException(String sentence) {
    super(sentence);
  }
}
