package cairn.disk;

/// A file operation that failed. The message names the operation and the file. After a failed write
/// or sync nothing is known of the file's content: the node stops, it does not try again.
public final class DiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DiskException(String operation, String path, Throwable cause) {
    super(operation + " " + path + ": " + cause.getMessage(), cause);
  }

  public DiskException(String operation, String path, String reason) {
    super(operation + " " + path + ": " + reason);
  }
}
