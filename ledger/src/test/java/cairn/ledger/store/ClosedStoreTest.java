package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.disk.Disk;
import cairn.disk.DiskFile;
import cairn.disk.SimulatedDisk;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A store that is closed while somebody reads it.
class ClosedStoreTest {
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = new byte[1 << 17];

  @Test
  void aReadThatTheClosingOvertakesIsToldSoAndNotThatFilesAreDamaged() {
    WatchedDisk disk = new WatchedDisk(new SimulatedDisk(1));
    try (LevelDbStore made = LevelDbStore.create(disk, "ledger", 1 << 16)) {
      made.write(new WriteBatch().put(KEY, VALUE));
      made.write(new WriteBatch().put(new byte[] {2}, VALUE));
    }
    LevelDbStore store = LevelDbStore.open(disk, "ledger", 1 << 16);
    disk.beforeNextRead =
        () -> {
          store.close();
          throw new IllegalStateException("the file is closed");
        };

    StoreException told = assertThrows(StoreException.class, () -> store.get(KEY));

    assertEquals("The ledger store in 'ledger' is closed.", told.sentence());
  }

  /// A disk that tells of the next read of a file.
  private static final class WatchedDisk implements Disk {
    private final Disk disk;
    private Runnable beforeNextRead = () -> {};

    private WatchedDisk(Disk disk) {
      this.disk = disk;
    }

    @Override
    public boolean exists(String path) {
      return disk.exists(path);
    }

    @Override
    public List<String> list(String directory) {
      return disk.list(directory);
    }

    @Override
    public long size(String path) {
      return disk.size(path);
    }

    @Override
    public void createDirectories(String directory) {
      disk.createDirectories(directory);
    }

    @Override
    public void delete(String path) {
      disk.delete(path);
    }

    @Override
    public void rename(String from, String to) {
      disk.rename(from, to);
    }

    @Override
    public void syncDirectory(String directory) {
      disk.syncDirectory(directory);
    }

    @Override
    public DiskFile open(String path, OpenMode mode) {
      return new WatchedFile(disk.open(path, mode));
    }

    @Override
    public Optional<Lock> lock(String path) {
      return disk.lock(path);
    }

    @Override
    public long usableBytes() {
      return disk.usableBytes();
    }

    private final class WatchedFile implements DiskFile {
      private final DiskFile file;

      private WatchedFile(DiskFile file) {
        this.file = file;
      }

      @Override
      public long size() {
        return file.size();
      }

      @Override
      public int read(long position, byte[] buffer, int offset, int length) {
        Runnable before = beforeNextRead;
        beforeNextRead = () -> {};
        before.run();
        return file.read(position, buffer, offset, length);
      }

      @Override
      public void append(byte[] bytes, int offset, int length) {
        file.append(bytes, offset, length);
      }

      @Override
      public void sync() {
        file.sync();
      }

      @Override
      public void truncate(long size) {
        file.truncate(size);
      }

      @Override
      public void close() {
        file.close();
      }
    }
  }
}
