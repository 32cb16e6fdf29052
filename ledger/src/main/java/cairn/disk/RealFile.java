package cairn.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/// A plain file. Reading is thread-safe; writing belongs to one thread. A failed write or sync is
/// final: what the kernel did with the dirty pages is unknown (after a failed sync it may have
/// dropped them and let the next one succeed), so every later write, sync and truncate fails too.
final class RealFile implements DiskFile {
  private final Path path;
  private final RandomAccessFile file;
  private final boolean writable;

  /// Guards the file's one position, which a read or write moves first.
  private final ReentrantLock position = new ReentrantLock();

  private volatile boolean failed;

  private RealFile(Path path, RandomAccessFile file, boolean writable) {
    this.path = path;
    this.file = file;
    this.writable = writable;
  }

  static RealFile open(Path path, Disk.OpenMode mode) throws IOException {
    boolean writable = mode != Disk.OpenMode.READ;
    RandomAccessFile file = new RandomAccessFile(path.toFile(), writable ? "rw" : "r");
    if (mode == Disk.OpenMode.CREATE) {
      try {
        file.setLength(0);
      } catch (IOException e) {
        file.close();
        throw e;
      }
    }
    return new RealFile(path, file, writable);
  }

  @Override
  public long size() {
    try {
      return file.length();
    } catch (IOException e) {
      throw new DiskException("size of", path.toString(), e);
    }
  }

  @Override
  public int read(long from, byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int done = 0;
    position.lock();
    try {
      file.seek(from);
      while (done < length) {
        int count = file.read(buffer, offset + done, length - done);
        if (count < 0) {
          break;
        }
        done += count;
      }
    } catch (IOException e) {
      throw new DiskException("read", path.toString(), e);
    } finally {
      position.unlock();
    }
    return done;
  }

  /// `RandomAccessFile.write` goes on after a short write until all is written or one fails.
  @Override
  public void append(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireWritable("write");
    position.lock();
    try {
      file.seek(file.length());
      file.write(bytes, offset, length);
    } catch (IOException e) {
      failed = true;
      throw new DiskException("write", path.toString(), e);
    } finally {
      position.unlock();
    }
  }

  @Override
  public void sync() {
    requireWritable("sync");
    try {
      file.getFD().sync();
    } catch (IOException e) {
      failed = true;
      throw new DiskException("sync", path.toString(), e);
    }
  }

  @Override
  public void truncate(long size) {
    requireWritable("truncate");
    if (size < 0 || size > size()) {
      throw new IllegalArgumentException("truncate " + path + " of " + size() + " to " + size);
    }
    position.lock();
    try {
      file.setLength(size);
    } catch (IOException e) {
      failed = true;
      throw new DiskException("truncate", path.toString(), e);
    } finally {
      position.unlock();
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new DiskException("close", path.toString(), e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private void requireWritable(String operation) {
    if (!writable) {
      throw new DiskException(operation, path.toString(), "it is open for reading only");
    }
    if (failed) {
      throw new DiskException(operation, path.toString(), "an earlier write or sync failed");
    }
  }
}
