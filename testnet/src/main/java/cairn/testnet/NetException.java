package cairn.testnet;

/// Why a command of `net` could not do what it was asked to, in a sentence for its user, with what
/// to do next and the exit status that says it to a program.
final class NetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int USAGE = 2;
  static final int NO_CONNECTION = 3;
  static final int UNHEALTHY = 9;
  static final int CONFIGURATION = 10;

  private final int exitCode;
  private final String hint;

  NetException(int exitCode, String message, String hint) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  int exitCode() {
    return exitCode;
  }

  String hint() {
    return hint;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
