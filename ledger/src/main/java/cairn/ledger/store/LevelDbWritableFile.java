package cairn.ledger.store;

import cairn.disk.Disk;
import cairn.disk.DiskFile;
import java.io.IOException;
import org.iq80.leveldb.env.WritableFile;
import org.iq80.leveldb.util.Slice;

/// A log, table or manifest that LevelDB writes. It gathers LevelDB's many small appends; what it
/// has is written at the latest by [#force] and [#close]. The first [#force] makes the file's name
/// durable too, so that nothing ever names a file that a power cut takes away.
final class LevelDbWritableFile implements WritableFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Disk disk;
  private final LevelDbPath path;
  private final DiskFile file;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private boolean nameIsDurable;

  LevelDbWritableFile(Disk disk, LevelDbPath path, DiskFile file) {
    this.disk = disk;
    this.path = path;
    this.file = file;
  }

  @Override
  public void append(Slice data) throws IOException {
    if (data.length() > BUFFER_BYTES - buffered) {
      flush();
    }
    if (data.length() > BUFFER_BYTES) {
      write(data.getRawArray(), data.getRawOffset(), data.length());
    } else {
      data.getBytes(0, buffer, buffered, data.length());
      buffered += data.length();
    }
  }

  @Override
  public void force() throws IOException {
    flush();
    LevelDbEnv.asIo(() -> {
      file.sync();
      if (!nameIsDurable) {
        disk.syncDirectory(path.directory());
        nameIsDurable = true;
      }
      return true;
    });
  }

  /// Closes the file also if its last bytes cannot be written.
  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }

  private void flush() throws IOException {
    int length = buffered;
    buffered = 0;
    if (length > 0) {
      write(buffer, 0, length);
    }
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    LevelDbEnv.asIo(() -> {
      file.append(bytes, offset, length);
      return true;
    });
  }

  @Override
  public String toString() {
    return path.path();
  }
}
