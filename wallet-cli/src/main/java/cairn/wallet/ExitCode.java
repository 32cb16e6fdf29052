package cairn.wallet;

/// What the wallet's exit status says; the numbers never change.
public enum ExitCode {
  OK(0),
  BUG(1),
  USAGE(2),
  NO_CONNECTION(3),
  REJECTED(4),
  EXPIRED(5),
  OUTCOME_UNKNOWN(6),
  NOT_FOUND(7),
  KEY_OR_PASSWORD(8),
  CONFIGURATION(10),
  NOT_ACCEPTED(11),
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
