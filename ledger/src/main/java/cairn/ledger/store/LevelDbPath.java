package cairn.ledger.store;

import cairn.disk.Disk;
import cairn.disk.DiskException;
import java.util.ArrayList;
import java.util.List;
import org.iq80.leveldb.env.File;

/// A path on a [Disk] as LevelDB wants it. What LevelDB would take for a harmless `false` (a rename
/// that failed makes it overwrite CURRENT in place) is an exception here.
record LevelDbPath(Disk disk, String path) implements File {
  @Override
  public File child(String name) {
    return new LevelDbPath(disk, path.isEmpty() ? name : path + "/" + name);
  }

  @Override
  public boolean mkdirs() {
    disk.createDirectories(path);
    return true;
  }

  @Override
  public String getName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public File getParentFile() {
    return new LevelDbPath(disk, directory());
  }

  @Override
  public String getPath() {
    return path;
  }

  @Override
  public boolean canRead() {
    return exists();
  }

  @Override
  public boolean exists() {
    return disk.exists(path);
  }

  /// LevelDB asks this of its own directory only, after [#mkdirs].
  @Override
  public boolean isDirectory() {
    try {
      disk.list(path);
      return true;
    } catch (DiskException notOne) {
      return false;
    }
  }

  @Override
  public boolean isFile() {
    return exists() && !isDirectory();
  }

  @Override
  public long length() {
    return disk.size(path);
  }

  /// The name may come back after a power cut; LevelDB deletes such files again when it opens.
  @Override
  public boolean delete() {
    disk.delete(path);
    return true;
  }

  @Override
  public List<File> listFiles() {
    List<File> files = new ArrayList<>();
    for (String name : disk.list(path)) {
      files.add(child(name));
    }
    return files;
  }

  @Override
  public boolean renameTo(File destination) {
    disk.rename(path, destination.getPath());
    disk.syncDirectory(directory());
    return true;
  }

  /// LevelDB never asks for it outside of its own tests.
  @Override
  public boolean deleteRecursively() {
    throw new UnsupportedOperationException("delete " + path + " with all that is in it");
  }

  String directory() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  @Override
  public String toString() {
    return path;
  }
}
