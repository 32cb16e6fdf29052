package cairn.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// A file operation that failed. The message names the operation, the file and the reason. After a
/// failed write or sync nothing is known of the file's content: the node stops, it does not try
/// again.
public final class DiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DiskException(String operation, String path, Throwable cause) {
    super(operation + " " + path + ": " + reason(path, cause), cause);
  }

  public DiskException(String operation, String path, String reason) {
    super(operation + " " + path + ": " + reason);
  }

  /// The platform's file exceptions carry the path where others carry a reason, or both.
  private static String reason(String path, Throwable cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case NotDirectoryException _ -> "Not a directory";
      case DirectoryNotEmptyException _ -> "Directory not empty";
      case FileSystemException e when e.getReason() != null -> String.valueOf(e.getReason());
      case IOException e when e.getMessage() != null -> withoutPath(path, e.getMessage());
      default -> cause.toString();
    };
  }

  /// "/a/b (Permission denied)" becomes "Permission denied" where the path is `/a/b`.
  private static String withoutPath(String path, String message) {
    String prefix = path + " (";
    return message.startsWith(prefix) && message.endsWith(")")
        ? message.substring(prefix.length(), message.length() - 1)
        : message;
  }
}
