package cairn.node;

/// A command or a start that cannot go on because of what it was given, or of what it found on this
/// machine: one sentence for the user, and the exit code. It carries no stack trace.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public RefusedException(ExitCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  public ExitCode code() {
    return code;
  }
}
