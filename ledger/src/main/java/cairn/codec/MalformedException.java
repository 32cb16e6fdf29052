package cairn.codec;

/// Bytes that are not the canonical encoding of any value of the expected type.
///
/// It carries no stack trace: it is the expected answer to hostile bytes, and costs no more than a
/// return. Whoever decodes what came from outside catches it at that boundary and turns it into a
/// rejection that names the rule.
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedException(String rule) {
    super(rule, null, false, false);
  }
}
