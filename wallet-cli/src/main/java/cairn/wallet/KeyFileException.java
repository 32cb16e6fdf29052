package cairn.wallet;

/// A key file or password that cannot be used; the message is a clause that says why, for a
/// sentence that begins with the file's name. Exit code 8.
public final class KeyFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyFileException(String why) {
    super(why);
  }
}
