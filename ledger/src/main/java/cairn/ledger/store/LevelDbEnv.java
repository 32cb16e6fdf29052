package cairn.ledger.store;

import cairn.disk.Disk;
import cairn.disk.Disk.OpenMode;
import cairn.disk.DiskException;
import cairn.disk.DiskFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.iq80.leveldb.Logger;
import org.iq80.leveldb.env.DbLock;
import org.iq80.leveldb.env.Env;
import org.iq80.leveldb.env.File;
import org.iq80.leveldb.env.NoOpLogger;
import org.iq80.leveldb.env.RandomInputFile;
import org.iq80.leveldb.env.SequentialFile;
import org.iq80.leveldb.env.WritableFile;
import org.iq80.leveldb.util.SliceOutput;

/// LevelDB's files over a [Disk]: plain files, full writes, a sync of file and directory wherever
/// LevelDB asks for durability, no memory mapping. The reasons stand in
/// docs/adr/0004-leveldb-port.md.
final class LevelDbEnv implements Env {
  private final Disk disk;

  LevelDbEnv(Disk disk) {
    this.disk = disk;
  }

  /// For LevelDB's statistics only, which nobody reads; this module has no clock.
  @Override
  public long nowMicros() {
    return 0;
  }

  @Override
  public File toFile(String path) {
    return new LevelDbPath(disk, path);
  }

  @Override
  public File createTempDir(String prefix) {
    throw new UnsupportedOperationException("a temporary directory");
  }

  @Override
  public SequentialFile newSequentialFile(File file) throws IOException {
    DiskFile opened = open(file, OpenMode.READ);
    return file.getName().startsWith("MANIFEST-")
        ? new Sequential(opened, manifest(file))
        : new Sequential(opened, new FileInput(opened));
  }

  @Override
  public RandomInputFile newRandomAccessFile(File file) throws IOException {
    DiskFile opened = open(file, OpenMode.READ);
    return new RandomInput(opened, opened.size(), file.getPath());
  }

  @Override
  public WritableFile newWritableFile(File file) throws IOException {
    return new LevelDbWritableFile(disk, path(file), open(file, OpenMode.CREATE));
  }

  @Override
  public WritableFile newAppendableFile(File file) throws IOException {
    return new LevelDbWritableFile(disk, path(file), open(file, OpenMode.APPEND));
  }

  /// LevelDB writes a temporary file with it, which it then renames to CURRENT.
  @Override
  public void writeStringToFileSync(File file, String content) throws IOException {
    asIo(() -> {
      try (DiskFile opened = disk.open(file.getPath(), OpenMode.CREATE)) {
        opened.append(content.getBytes(StandardCharsets.UTF_8));
        opened.sync();
      }
      disk.syncDirectory(path(file).directory());
      return true;
    });
  }

  @Override
  public String readFileToString(File file) throws IOException {
    return asIo(() -> new String(disk.readAll(file.getPath()), StandardCharsets.UTF_8));
  }

  @Override
  public Logger newLogger(File file) {
    return new NoOpLogger();
  }

  /// The lock file stays when the lock is given back: a process that deletes it would let two
  /// others lock two files of the same name.
  @Override
  public DbLock tryLock(File file) throws IOException {
    Disk.Lock lock =
        asIo(() -> disk.lock(file.getPath()))
            .orElseThrow(() -> new IOException(file.getPath() + " is locked by another process"));
    return new HeldLock(lock);
  }

  private DiskFile open(File file, OpenMode mode) throws IOException {
    return asIo(() -> disk.open(file.getPath(), mode));
  }

  /// A manifest without a torn record at its end, if it has one.
  private InputStream manifest(File file) throws IOException {
    byte[] bytes = asIo(() -> disk.readAll(file.getPath()));
    return new ByteArrayInputStream(bytes, 0, LevelDbLog.wholeRecords(bytes));
  }

  private static LevelDbPath path(File file) {
    return (LevelDbPath) file;
  }

  /// LevelDB cleans up after an [IOException], and only after that.
  static <T> T asIo(Supplier<T> action) throws IOException {
    try {
      return action.get();
    } catch (DiskException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static final class HeldLock implements DbLock {
    private final Disk.Lock lock;
    private volatile boolean valid = true;

    HeldLock(Disk.Lock lock) {
      this.lock = lock;
    }

    @Override
    public boolean isValid() {
      return valid;
    }

    @Override
    public void release() {
      valid = false;
      lock.close();
    }
  }

  private record RandomInput(DiskFile file, long size, String path) implements RandomInputFile {
    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
      byte[] bytes = new byte[length];
      int read = asIo(() -> file.read(offset, bytes, 0, length));
      if (read < length) {
        throw new IOException("read " + path + ": it ends before byte " + (offset + length));
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private record Sequential(DiskFile file, InputStream input) implements SequentialFile {
    @Override
    public void skip(long count) throws IOException {
      input.skipNBytes(count);
    }

    @Override
    public int read(int atMost, SliceOutput destination) throws IOException {
      return destination.writeBytes(input, atMost);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private static final class FileInput extends InputStream {
    private final DiskFile file;
    private long position;

    FileInput(DiskFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = asIo(() -> file.read(position, buffer, offset, length));
      position += read;
      return read == 0 && length > 0 ? -1 : read;
    }
  }
}
