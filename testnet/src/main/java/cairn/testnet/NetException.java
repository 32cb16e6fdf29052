package cairn.testnet;

import cairn.node.ExitCode;

/// Why a command of `net` could not do what it was asked to, in a sentence for its user, with what
/// to do next and the exit status that says it to a program.
final class NetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String hint;

  NetException(ExitCode exitCode, String message, String hint) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  String hint() {
    return hint;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
