package cairn.disk;

import java.util.Objects;

/// An open file of a [SimulatedDisk], with the rules of a real one: after a failed write or sync
/// every later write, sync and truncate through it fails too.
final class SimulatedFile implements DiskFile {
  private final SimulatedDisk disk;
  private final String path;
  private final Inode inode;
  private final boolean writable;
  private volatile boolean failed;
  private volatile boolean closed;

  SimulatedFile(SimulatedDisk disk, String path, Inode inode, Disk.OpenMode mode) {
    this.disk = disk;
    this.path = path;
    this.inode = inode;
    this.writable = mode != Disk.OpenMode.READ;
  }

  @Override
  public long size() {
    requireOpen("size of");
    return disk.locked(() -> (long) inode.size());
  }

  @Override
  public int read(long position, byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    requireOpen("read");
    return disk.locked(() -> inode.read(position, buffer, offset, length));
  }

  @Override
  public void append(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    change("write", () -> disk.append(path, inode, bytes, offset, length));
  }

  @Override
  public void sync() {
    change("sync", () -> disk.sync(path, inode));
  }

  @Override
  public void truncate(long size) {
    if (size < 0 || size > size()) {
      throw new IllegalArgumentException("truncate " + path + " of " + size() + " to " + size);
    }
    change("truncate", () -> disk.truncate(path, inode, size));
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return path;
  }

  private void change(String operation, Runnable action) {
    requireOpen(operation);
    if (!writable) {
      throw new DiskException(operation, path, "it is open for reading only");
    }
    if (failed) {
      throw new DiskException(operation, path, "an earlier write or sync failed");
    }
    boolean done = false;
    try {
      action.run();
      done = true;
    } finally {
      failed = !done;
    }
  }

  private void requireOpen(String operation) {
    if (closed) {
      throw new DiskException(operation, path, "it is closed");
    }
  }
}
