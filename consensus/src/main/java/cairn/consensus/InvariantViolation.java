package cairn.consensus;

/// Something that the rules of the protocol make impossible has happened: a bug of this program's.
/// The process must stop; only its main method and a simulator may catch this, to stop.
public final class InvariantViolation extends Error {
  private static final long serialVersionUID = 1L;

  public InvariantViolation(String claim) {
    super("does not hold: " + claim);
  }
}
