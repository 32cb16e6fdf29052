package cairn.disk;

/// The rules of a path on a [Disk]: relative, `/` between its parts, no part empty, `.` or `..`.
/// The empty path is the disk's root directory.
final class DiskPath {
  private DiskPath() {}

  /// The path itself; throws [IllegalArgumentException] where it breaks the rules, for paths are
  /// made by our own code.
  static String checked(String path) {
    if (path.isEmpty()) {
      return path;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("not a relative path of plain names: " + path);
      }
    }
    return path;
  }

  /// The directory that holds `path`.
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /// The last part of `path`.
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Both ends of a rename must be in one directory, else one directory sync could not make it
  /// durable.
  static void requireSameDirectory(String from, String to) {
    if (!parent(checked(from)).equals(parent(checked(to)))) {
      throw new IllegalArgumentException("rename across directories: " + from + " to " + to);
    }
  }
}
