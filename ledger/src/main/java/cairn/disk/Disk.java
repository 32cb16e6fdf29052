package cairn.disk;

import java.util.List;
import java.util.Optional;

/// A directory tree on a disk. Paths are relative to its root, with `/` between their parts; `""`
/// is the root itself. Every failure is a [DiskException].
///
/// Durability is as on a POSIX file system at its worst: appended bytes are durable after
/// [DiskFile#sync], a created, renamed or deleted name after [#syncDirectory] of its directory.
public interface Disk {
  /// How a file is opened.
  enum OpenMode {
    /// For reading; the file must be there.
    READ,
    /// For appending to a new file; an old one of that name is emptied.
    CREATE,
    /// For appending to a file that is made if it is missing.
    APPEND
  }

  boolean exists(String path);

  /// The names in a directory, in ascending order.
  List<String> list(String directory);

  long size(String path);

  /// Makes a directory and its parents, durably.
  void createDirectories(String directory);

  /// Deletes a file, or an empty directory; durable after [#syncDirectory].
  void delete(String path);

  /// Renames atomically within one directory, replacing a file of the new name; durable after
  /// [#syncDirectory].
  void rename(String from, String to);

  void syncDirectory(String directory);

  DiskFile open(String path, OpenMode mode);

  /// Takes an exclusive lock held by this process on a file that is made if missing and never
  /// deleted; empty if another process, or another lock in this one, holds it.
  Optional<Lock> lock(String path);

  /// The bytes that may still be written.
  long usableBytes();

  /// An exclusive lock, given back by [#close].
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }

  /// Replaces a whole small file durably: written under a temporary name, synced, renamed, and the
  /// directory synced.
  default void replace(String path, byte[] content) {
    String temporary = path + ".tmp";
    try (DiskFile file = open(temporary, OpenMode.CREATE)) {
      file.append(content);
      file.sync();
    }
    rename(temporary, path);
    syncDirectory(DiskPath.parent(path));
  }

  /// The whole content of a small file.
  default byte[] readAll(String path) {
    try (DiskFile file = open(path, OpenMode.READ)) {
      byte[] content = new byte[Math.toIntExact(file.size())];
      int read = file.read(0, content, 0, content.length);
      if (read < content.length) {
        throw new DiskException("read", path, "it became shorter while it was read");
      }
      return content;
    }
  }
}
