package cairn.node;

import cairn.ledger.Height;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Shows how far a long command is, on stderr: on a terminal as a bar that is drawn anew, elsewhere
/// as a plain line now and then. If the program is ended meanwhile (Ctrl-C, SIGTERM), it says
/// where, and that nothing is lost. Belongs to one thread.
final class ProgressLine implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int CELLS = 24;

  /// Where and how it is shown.
  ///
  /// @param nanos a clock that only grows
  record Style(PrintStream err, boolean isTerminal, LongSupplier nanos) {
    static Style of(PrintStream err) {
      boolean isTerminal =
          Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
      return new Style(err, isTerminal && err.equals(System.err), System::nanoTime);
    }
  }

  /// What is done.
  ///
  /// @param again what the same command does after it was interrupted
  record Task(String name, String again) {}

  private final Style style;
  private final String name;
  private final String again;
  private final long from;
  private final long to;
  private final long beganNanos;
  private final Thread hook;
  private long shownNanos;
  private boolean isDrawn;
  private volatile long height;

  private ProgressLine(Style style, Task task, Height from, Height to) {
    this.style = style;
    this.name = task.name();
    this.again = task.again();
    this.from = from.number();
    this.to = to.number();
    this.height = from.number();
    this.beganNanos = style.nanos().getAsLong();
    this.shownNanos = beganNanos;
    this.hook = new Thread(this::tellInterrupted, "tell-on-interruption");
  }

  /// Begins above `from`.
  static ProgressLine begin(Style style, Task task, Height from, Height to) {
    ProgressLine line = new ProgressLine(style, task, from, to);
    Runtime.getRuntime().addShutdownHook(line.hook);
    return line;
  }

  /// A block is done.
  void at(Height done) {
    height = done.number();
    long now = style.nanos().getAsLong();
    if (now - shownNanos >= (style.isTerminal() ? REDRAW_NANOS : LINE_NANOS)) {
      shownNanos = now;
      show(now);
    }
  }

  private void show(long now) {
    double share = to == from ? 1 : (double) (height - from) / (to - from);
    double seconds = (now - beganNanos) / 1e9;
    double rate = (height - from) / seconds;
    String text =
        String.format(
            Locale.ROOT,
            "block %d of %d  %5.1f %%  %.0f blocks/s  %s left",
            height,
            to,
            100 * share,
            rate,
            rate > 0 ? duration((to - height) / rate) : "?");
    if (style.isTerminal()) {
      int filled = (int) (CELLS * share);
      style
          .err()
          .print(
              "\r"
                  + name
                  + " ["
                  + "#".repeat(filled)
                  + ".".repeat(CELLS - filled)
                  + "] "
                  + text
                  + "   ");
      isDrawn = true;
    } else {
      style.err().println(name + ": " + text);
    }
    style.err().flush();
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? whole / 60 + " min " + whole % 60 + " s"
            : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  private void tellInterrupted() {
    style.err().println();
    style
        .err()
        .println(
            name
                + " was interrupted at block "
                + height
                + " of "
                + to
                + "; nothing is lost: the same command "
                + again
                + ".");
    style.err().flush();
  }

  /// Ends the line, whatever came out.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook tells, as it should.
      return;
    }
    if (isDrawn) {
      style.err().println();
      style.err().flush();
    }
  }
}
