package cairn.wallet;

import java.util.Locale;

/// How a command prints its result.
public enum OutputFormat {
  TEXT,
  JSON;

  /// As the command line has it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
