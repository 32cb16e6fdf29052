package cairn.node;

/// A command or a start that cannot go on because of what it was given, or of what it found on this
/// machine: one sentence for the user, and the exit code. It carries no stack trace.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final String hint;

  public RefusedException(ExitCode code, String sentence) {
    this(code, sentence, "");
  }

  /// @param hint what to do next, where the sentence does not say it already
  public RefusedException(ExitCode code, String sentence, String hint) {
    super(sentence, null, false, false);
    this.code = code;
    this.hint = hint;
  }

  public String hint() {
    return hint;
  }

  public ExitCode code() {
    return code;
  }
}
