package cairn.testnet;

import cairn.wallet.Symbols;
import java.io.PrintStream;
import java.util.Locale;

/// Tells people what happens, on stderr, one line a step. With a JSON result asked for it says
/// nothing.
final class Console {
  private final PrintStream err;
  private final boolean isQuiet;
  private final Symbols symbols;

  /// @param isQuiet whether nothing is said
  Console(PrintStream err, boolean isQuiet, Symbols symbols) {
    this.err = err;
    this.isQuiet = isQuiet;
    this.symbols = symbols;
  }

  void say(String format, Object... arguments) {
    if (!isQuiet) {
      err.println(symbols.line(String.format(Locale.ROOT, format, arguments)));
      err.flush();
    }
  }

  /// A step that was done, with the time that it took.
  void done(String name, String what, long sinceNanos) {
    say("  ✓ %-12s %-52s %6d ms", name, what, (System.nanoTime() - sinceNanos) / 1_000_000);
  }

  void fact(String name, String what) {
    say("  %-16s %s", name, what);
  }
}
