package cairn.wallet;

import cairn.ledger.TransactionId;

/// While a payment may become final: if the program is ended (Ctrl-C, SIGTERM), it says so before
/// it is gone, so that nobody pays again.
final class Interruption implements AutoCloseable {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  static Interruption watch(TransactionId id, Output output) {
    Interruption interruption =
        new Interruption(new Thread(() -> tell(id, output), "tell-on-interruption"));
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook tells, as it should.
      return;
    }
  }

  private static void tell(TransactionId id, Output output) {
    output.failure(
        ExitCode.INTERRUPTED.number(),
        "INTERRUPTED",
        "Interrupted: transaction " + id + " may still become final.",
        "Do not pay again before it has an end: `cairn wait " + id + "`.");
  }
}
