package cairn.wallet;

/// A command that could not do what it was asked to, in words for its user.
///
/// The message says what happened, the hint what to do next; the code is stable and in capitals, as
/// in `INSUFFICIENT_FUNDS`.
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String code;
  private final String hint;

  CommandFailure(ExitCode exitCode, String code, String message, String hint) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String code() {
    return code;
  }

  public String hint() {
    return hint;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
